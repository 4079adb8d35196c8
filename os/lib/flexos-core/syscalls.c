/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls. The caller is the domain whose rights are in PKRU: a fact of
 * the CPU, not a claim. */
#include <errno.h>
#include <flexos/core.h>
#include <flexos/syscall.h>
#include <plat.h>

#define CHUNK 256
#define MESSAGE_MAX 512
#define USER_RIP_SLOT 1 /* below the user's rsp on a kernel stack */

uint64_t flexos_halted_ticks;

static long console_write(uint64_t buffer, uint64_t length, uint32_t pkru)
{
    char chunk[CHUNK];

    for (uint64_t done = 0; done < length;) {
        size_t n = length - done < CHUNK ? length - done : CHUNK;

        if (flexos_copy_in(chunk, buffer + done, n, pkru) < 0)
            return done ? (long)done : -EFAULT;
        plat_console_write(chunk, n);
        done += n;
    }
    return (long)length;
}

static uint64_t user_rip(void)
{
    return ((const uint64_t *)arch_kernel_rsp)[-1 - USER_RIP_SLOT];
}

static _Noreturn void crash(uint64_t text, uint64_t length, uint64_t behind,
                            uint32_t pkru)
{
    char message[MESSAGE_MAX];
    size_t n = length < MESSAGE_MAX ? length : MESSAGE_MAX;

    if (flexos_copy_in(message, text, n, pkru) < 0)
        n = 0;
    flexos_crash(pkru, behind ? behind - 1 : user_rip(), message, n);
}

static long idle(uint64_t deadline_ns, uint64_t seen)
{
    /* Interrupts are off: none comes between this look and the halt. */
    if (deadline_ns > plat_time_ns() && flexos_events_total() == seen) {
        plat_clock_arm(deadline_ns);
        uint64_t before = arch_tsc();
        arch_wait_for_interrupt();
        flexos_halted_ticks += arch_tsc() - before;
        flexos_watchdog_kick();
    }
    return 0;
}

static long initrd(uint64_t size_out, uint32_t pkru)
{
    uint64_t size = flexos_boot.initrd_size;

    if (flexos_copy_out(size_out, &size, sizeof(size), pkru) < 0)
        return -EFAULT;
    return (long)flexos_initrd_address();
}

static long command_line(uint64_t buffer, uint64_t size, uint32_t pkru)
{
    size_t length = 0;

    while (flexos_boot.command_line[length])
        length++;
    size_t n = length + 1 < size ? length + 1 : size;
    if (flexos_copy_out(buffer, flexos_boot.command_line, n, pkru) < 0)
        return -EFAULT;
    return (long)length;
}

static uint64_t capability_of(uint64_t nr)
{
    switch (nr) {
    case FLEXOS_SYS_CONSOLE_WRITE:
        return FLEXOS_CAP_CONSOLE;
    case FLEXOS_SYS_THREAD_CREATE:
    case FLEXOS_SYS_THREAD_SWITCH:
    case FLEXOS_SYS_THREAD_EXIT:
    case FLEXOS_SYS_IDLE:
        return FLEXOS_CAP_THREADS;
    case FLEXOS_SYS_INITRD:
        return FLEXOS_CAP_INITRD;
    case FLEXOS_SYS_CMDLINE:
        return FLEXOS_CAP_CMDLINE;
    case FLEXOS_SYS_DEVICE_OPEN ... FLEXOS_SYS_DEVICE_ARM:
        return FLEXOS_CAP_DEVICES;
    case FLEXOS_SYS_SET_FS:
        return FLEXOS_CAP_TLS;
    default:
        return 0;
    }
}

long flexos_syscall_enter(uint32_t pkru, uint64_t nr, uint64_t a, uint64_t b,
                          uint64_t c, uint64_t d)
{
    int domain = flexos_domain_of(pkru);

    (void)d;
    if (domain < 0)
        flexos_refuse(pkru, user_rip(),
                      "a system call with rights that no "
                      "compartment has");
    uint64_t needed = capability_of(nr);
    if (needed & ~flexos_domain((unsigned)domain)->capabilities)
        flexos_refuse(pkru, user_rip(),
                      "a system call that no library of its "
                      "compartment declares");
    switch (nr) {
    case FLEXOS_SYS_EXIT:
        flexos_exit((int)(a & 0xff));
    case FLEXOS_SYS_CONSOLE_WRITE:
        return console_write(a, b, pkru);
    case FLEXOS_SYS_CRASH:
        crash(a, b, c, pkru);
    case FLEXOS_SYS_TIME_NS:
        return (long)plat_time_ns();
    case FLEXOS_SYS_HEAP_GROW:
        return a > FLEXOS_HEAP_SHARED_META
                   ? -EINVAL
                   : flexos_heap_grow((unsigned)domain, (unsigned)a, b);
    case FLEXOS_SYS_THREAD_CREATE:
        return flexos_thread_create(a, b, (unsigned)domain);
    case FLEXOS_SYS_THREAD_SWITCH:
        return flexos_thread_switch(a);
    case FLEXOS_SYS_THREAD_EXIT:
        return flexos_thread_exit(a, b);
    case FLEXOS_SYS_IDLE:
        return idle(a, b);
    case FLEXOS_SYS_INITRD:
        return initrd(a, pkru);
    case FLEXOS_SYS_CMDLINE:
        return command_line(a, b, pkru);
    case FLEXOS_SYS_THREAD_SELF:
        return flexos_running;
    case FLEXOS_SYS_ENTRY_OWNER:
        return flexos_entry_owner(a, (unsigned)domain);
    case FLEXOS_SYS_DEVICE_OPEN ... FLEXOS_SYS_DEVICE_ARM:
        return flexos_device_call(
            &(struct flexos_caller){(unsigned)domain, pkru, user_rip()}, nr, a,
            b, c);
    case FLEXOS_SYS_SET_FS:
        return flexos_thread_set_fs(a);
    default:
        return -ENOSYS;
    }
}
