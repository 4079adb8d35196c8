/* SPDX-License-Identifier: BSD-3-Clause */
/* How a run ends, and what the host learns of it: one record on the control
 * channel (docs/adr/0006), explained there with symbols and the plan. */
#include <flexos/core.h>
#include <flexos/syscall.h>
#include <plat.h>

#define STACK_WORDS 64
#define PAGE_FAULT 14
#define RECORD_MAX 4096
#define WATCHDOG_VECTOR 0x100 /* no vector of the CPU */
#define REFUSED_VECTOR 0x101

struct record {
    char text[RECORD_MAX];
    size_t length;
};

static struct record record;
static uint64_t watchdog_ns;
static uint64_t watchdog_deadline;

static void put_char(char c)
{
    if (record.length < RECORD_MAX - 1)
        record.text[record.length++] = c;
}

static void put(const char *text)
{
    while (*text)
        put_char(*text++);
}

static void put_number(uint64_t value, unsigned base)
{
    char digits[24];
    unsigned n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (n)
        put_char(digits[--n]);
}

static void put_field(const char *name, uint64_t value)
{
    put(",\"");
    put(name);
    put("\":\"0x");
    put_number(value, 16);
    put_char('"');
}

static void put_escaped(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i];

        if (c == '"' || c == '\\')
            put_char('\\');
        put_char(c >= ' ' && c < 127 ? c : c == '\n' ? ' ' : '?');
    }
}

static void put_domain(uint32_t pkru, int user)
{
    int domain = user ? flexos_domain_of(pkru) : -1;

    put(",\"domain\":");
    if (domain < 0)
        put("-1");
    else
        put_number((uint64_t)domain, 10);
    put(",\"thread\":");
    put_number(flexos_running, 10);
}

static _Noreturn void finish(int status)
{
    put("\nexit ");
    put_number((uint64_t)status, 10);
    put_char('\n');
    plat_control_write(record.text, record.length);
    plat_stop();
}

_Noreturn void flexos_exit(int status)
{
    record.length = 0;
    put("exit ");
    put_number((uint64_t)status, 10);
    put_char('\n');
    plat_control_write(record.text, record.length);
    plat_stop();
}

static void put_registers(const struct arch_frame *f)
{
    static const char *const names[] = {"rax", "rbx", "rcx", "rdx", "rsi",
                                        "rdi", "rbp", "r8",  "r9",  "r10",
                                        "r11", "r12", "r13", "r14", "r15"};
    const uint64_t *values = &f->rax;

    put(",\"regs\":{\"rip\":\"0x");
    put_number(f->rip, 16);
    put_char('"');
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        put_field(names[i], values[i]);
    put_char('}');
}

/* The words above rsp, as far as they are mapped: return addresses are among
 * them. Ring 0 reads them whoever's they are; the report is the owner's. */
static void put_stack(uint64_t rsp)
{
    put(",\"stack\":[");
    for (unsigned i = 0; i < STACK_WORDS; i++) {
        struct arch_paddr pa = arch_user_lookup((rsp & ~7UL) + i * 8, 0, 0);

        if (!pa.value)
            break;
        put(i ? ",\"0x" : "\"0x");
        put_number(*(uint64_t *)arch_at(pa), 16);
        put_char('"');
    }
    put_char(']');
}

static _Noreturn void end_with_frame(const struct arch_frame *f,
                                     uint64_t vector, const char *what)
{
    uint32_t pkru = arch_read_pkru();

    record.length = 0;
    put("fault {\"vector\":");
    put_number(vector, 10);
    put(",\"error\":");
    put_number(f->error, 10);
    put_field("rip", f->rip);
    put_field("cr2", vector == PAGE_FAULT ? arch_read_cr2() : 0);
    put_field("rsp", f->rsp);
    put_field("pkru", pkru);
    put_field("rflags", f->rflags);
    put_domain(pkru, (f->cs & 3) == 3);
    if (what) {
        put(",\"what\":\"");
        put(what);
        put_char('"');
    }
    put_registers(f);
    put_stack(f->rsp);
    put_char('}');
    finish(FLEXOS_STATUS_FAULT);
}

_Noreturn void flexos_fault(const struct arch_frame *frame)
{
    end_with_frame(frame, frame->vector, NULL);
}

_Noreturn void flexos_refuse(uint32_t pkru, uint64_t rip, const char *what)
{
    record.length = 0;
    put("fault {\"vector\":");
    put_number(REFUSED_VECTOR, 10);
    put(",\"error\":0");
    put_field("rip", rip);
    put_field("cr2", 0);
    put_field("rsp", 0);
    put_field("pkru", pkru);
    put_domain(pkru, 1);
    put(",\"what\":\"");
    put(what);
    put("\",\"regs\":{},\"stack\":[]}");
    finish(FLEXOS_STATUS_FAULT);
}

_Noreturn void flexos_crash(uint32_t pkru, uint64_t rip, const char *message,
                            size_t length)
{
    record.length = 0;
    put("crash {\"message\":\"");
    put_escaped(message, length);
    put_char('"');
    put_field("rip", rip);
    put_field("pkru", pkru);
    put_domain(pkru, 1);
    put_char('}');
    finish(FLEXOS_STATUS_CRASH);
}

_Noreturn void flexos_boot_failed(const char *message)
{
    size_t length = 0;

    while (message[length])
        length++;
    plat_console_write(message, length);
    plat_console_write("\n", 1);
    record.length = 0;
    put("crash {\"message\":\"");
    put_escaped(message, length);
    put("\",\"domain\":-1,\"thread\":0}");
    finish(FLEXOS_STATUS_CRASH);
}

void flexos_watchdog_init(uint64_t seconds)
{
    watchdog_ns = seconds * 1000000000UL;
    flexos_watchdog_kick();
    if (watchdog_ns)
        plat_clock_arm(watchdog_deadline);
}

void flexos_watchdog_kick(void)
{
    if (watchdog_ns)
        watchdog_deadline = plat_time_ns() + watchdog_ns;
}

void arch_trap(struct arch_frame *frame)
{
    if (frame->vector < PLAT_IRQ_BASE)
        flexos_fault(frame);
    uint64_t irq = frame->vector - PLAT_IRQ_BASE;
    if (irq >= PLAT_IRQ_DEVICE && irq - PLAT_IRQ_DEVICE < FLEXOS_DEVICES_MAX)
        flexos_device_event((unsigned)(irq - PLAT_IRQ_DEVICE));
    plat_irq_done();
    if (!watchdog_ns || irq != PLAT_IRQ_TIMER) {
        flexos_thread_restore_gs();
        return;
    }
    if ((frame->cs & 3) == 3 && plat_time_ns() >= watchdog_deadline)
        end_with_frame(frame, WATCHDOG_VECTOR,
                       "the watchdog ran out: no thread was switched");
    plat_clock_arm(watchdog_deadline);
    flexos_thread_restore_gs();
}
