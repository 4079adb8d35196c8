/* SPDX-License-Identifier: BSD-3-Clause */
/* A trusted base for tests only: maps the image as the real one does, with
 * one thread, and comes back from every trap. Links the real os/arch and the
 * real memory.c and frames.c; nothing here is part of an image that a user
 * builds. */
#include "lab.h"
#include <flexos/core.h>
#include <plat.h>

#define STACK_BYTES 0x4000
#define ROOT_FRAME 128
#define CANARY 0xca7a4900
/* TCG lets ring 3 IRET into virtual-8086 mode, which long mode does not have;
 * it then faults, because nothing is mapped down there, with any selector. */
#define RFLAGS_VM (1UL << 17)
#define RAM_START 0x2000000 /* above the image, below -m 64 */
#define RAM_END 0x4000000

struct start_info_head {
    uint32_t magic, version, flags, modules;
    uint64_t module_list, command_line;
};

struct flexos_boot flexos_boot;
struct lab_end lab_end;

static uint8_t stacks[LAB_DOMAINS][STACK_BYTES] __attribute__((aligned(4096)));
static uint8_t words[LAB_DOMAINS][4096] __attribute__((aligned(4096)));
static uint8_t self[4096] __attribute__((aligned(4096)));
static uint8_t syscall_stack[8192] __attribute__((aligned(16)));

extern uint8_t c_state[], d_state[], e_state[], u_state[], l_state[], m_state[];
extern uint8_t c_shared[], u_pit[], u_win[];

static uint8_t *const states[LAB_DOMAINS] = {
    [LAB_C] = c_state, [LAB_D] = d_state, [LAB_U] = u_state,
    [LAB_E] = e_state, [LAB_L] = l_state, [LAB_M] = m_state,
};

void lab_put(const char *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    plat_console_write(text, length);
}

static void put_digits(uint64_t value, unsigned base)
{
    char digits[24];
    unsigned n = sizeof(digits) - 1;

    digits[n] = 0;
    do {
        digits[--n] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    lab_put(digits + n);
}

void lab_put_number(uint64_t value)
{
    put_digits(value, 10);
}

void lab_put_hex(uint64_t value)
{
    lab_put("0x");
    put_digits(value, 16);
}

void lab_field(const char *name, uint64_t value)
{
    lab_put(" ");
    lab_put(name);
    lab_put("=");
    lab_put_number(value);
}

static _Noreturn void stop(int status)
{
    if (status)
        plat_control_write("exit 1\n", 7);
    else
        plat_control_write("exit 0\n", 7);
    plat_stop();
}

_Noreturn void flexos_boot_failed(const char *message)
{
    lab_put(message);
    lab_put("\n");
    stop(1);
}

/* No gate here takes a callback. */
long flexos_entry_owner(uint64_t address, unsigned domain)
{
    (void)address;
    (void)domain;
    return -1;
}

uint32_t lab_pkru(unsigned domain)
{
    return (uint32_t)flexos_domain(domain)->pkru;
}

uint64_t lab_stack_top(unsigned domain)
{
    return FLEXOS_STACK_BASE +
           ((uint64_t)domain * FLEXOS_THREADS_MAX + 1) * FLEXOS_STACK_SLOT;
}

uint64_t *lab_word(unsigned domain, unsigned offset)
{
    return (uint64_t *)(void *)(words[domain] + offset);
}

volatile uint64_t *lab_at(const void *variable, uint64_t offset)
{
    return arch_at((struct arch_paddr){(uint64_t)variable + offset});
}

static void map(uint64_t va, const void *page, unsigned prot, unsigned key)
{
    if (arch_map(va, (struct arch_paddr){(uint64_t)page}, prot, key))
        flexos_boot_failed("lab: cannot map");
}

static void map_domain(unsigned d)
{
    unsigned key = (unsigned)flexos_domain(d)->stack_key;
    unsigned rw = ARCH_PROT_USER | ARCH_PROT_WRITE;

    if (flexos_domain(d)->stack_group != d)
        return;
    map(FLEXOS_WORDS_BASE + FLEXOS_WORDS_SP(d), words[d], rw, key);
    map(FLEXOS_WORDS_BASE + FLEXOS_WORDS_PUB(d), words[d], ARCH_PROT_USER, 0);
    for (unsigned i = 0; i < STACK_BYTES; i += ARCH_PAGE_SIZE)
        map(lab_stack_top(d) - STACK_BYTES + i, stacks[d] + i, rw, key);
}

void lab_reset(void)
{
    for (unsigned d = 0; d < LAB_DOMAINS; d++) {
        *lab_word(d, FLEXOS_WORD_SP) = lab_stack_top(d) - ROOT_FRAME;
        *lab_word(d, FLEXOS_WORD_GATE) = 0;
        *lab_word(d, FLEXOS_WORD_CALLEE) = 0;
        for (unsigned at = 0; at < ST_ORDER; at += 8)
            *lab_at(states[d], at) = 0;
        *lab_at(states[d], ST_CANARY) = CANARY + d;
    }
    *lab_at(c_shared, 0) = 0;
    *lab_at(u_state, ST_SCRATCH) = lab_pkru(LAB_U);
    for (unsigned at = 0; at < 512; at += 8) {
        *lab_at(u_pit, PIT_MIDDLE - 256 + at) = (uint64_t)u_win;
        *lab_at(c_shared, PIT_MIDDLE - 256 + at) = (uint64_t)u_win;
    }
}

void lab_run(unsigned domain, const void *function, uint64_t a, uint64_t b)
{
    unsigned group = (unsigned)flexos_domain(domain)->stack_group;
    struct lab_run run = {(uint64_t)function, lab_stack_top(group) - ROOT_FRAME,
                          a, b, lab_pkru(domain)};

    lab_enter(&run);
}

/* The real copy.c asks these. */
unsigned flexos_running;

const uint8_t *flexos_thread_stack_words(unsigned domain)
{
    return words[domain] + FLEXOS_WORD_SP;
}

static _Noreturn void ended(struct lab_end end);

_Noreturn void flexos_refuse(uint32_t pkru, uint64_t rip, const char *what)
{
    (void)pkru, (void)what;
    ended((struct lab_end){.vector = LAB_EXITED + 2, .rip = rip});
}

static _Noreturn void ended(struct lab_end end)
{
    end.pkru = arch_read_pkru();
    lab_end = end;
    arch_set_gs_base(FLEXOS_WORDS_BASE);
    lab_resume();
}

void arch_trap(struct arch_frame *frame)
{
    if (!(frame->cs & 3) && !(frame->rflags & RFLAGS_VM)) {
        lab_put("lab: ring 0 faulted at ");
        lab_put_hex(frame->rip);
        lab_put("\n");
        stop(1);
    }
    ended((struct lab_end){.vector = frame->vector,
                           .rip = frame->rip,
                           .error = frame->error,
                           .address = arch_read_cr2()});
}

long flexos_syscall_enter(uint32_t pkru, uint64_t nr, uint64_t a, uint64_t b,
                          uint64_t c, uint64_t d)
{
    (void)pkru, (void)b, (void)c, (void)d;
    ended((struct lab_end){.vector = nr == FLEXOS_SYS_EXIT ? LAB_EXITED
                                                           : LAB_EXITED + 1,
                           .status = a});
}

/* "level=N" on the command line; 0 without. */
static unsigned level_of(const char *text)
{
    for (; text && *text; text++)
        if (text[0] == 'l' && text[1] == 'e' && text[2] == 'v' &&
            text[3] == 'e' && text[4] == 'l' && text[5] == '=')
            return (unsigned)(text[6] - '0');
    return 0;
}

_Noreturn void flexos_main(uint64_t start_info)
{
    const struct start_info_head *info = (const void *)start_info;
    unsigned level = level_of((const char *)info->command_line);

    if (arch_cpu_init(1))
        flexos_boot_failed("lab: this CPU has no protection keys");
    flexos_frames_add(RAM_START, RAM_END);
    arch_space_new();
    flexos_map_image();
    *(uint64_t *)(void *)self = FLEXOS_WORDS_BASE;
    map(FLEXOS_WORDS_BASE + FLEXOS_WORDS_SELF, self, ARCH_PROT_USER, 0);
    for (unsigned d = 0; d < LAB_DOMAINS; d++)
        map_domain(d);
    flexos_copy_init();
    arch_space_activate();
    arch_kernel_rsp = (uint64_t)syscall_stack + sizeof(syscall_stack);
    arch_set_gs_base(FLEXOS_WORDS_BASE);
    lab_measure();
    if (level) {
        lab_hygiene();
        lab_attacks();
        lab_sweep(level);
    }
    lab_put("end\n");
    stop(0);
}
