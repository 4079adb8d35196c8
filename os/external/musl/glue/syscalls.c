/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls whose number is computed, in syscall() mostly, and those that
 * no library of the image does. */
#include "syscall.h"
#include <errno.h>

#undef __syscall0
#undef __syscall1
#undef __syscall2
#undef __syscall3
#undef __syscall4
#undef __syscall5
#undef __syscall6

/* Only called with constants: every call becomes one of what it means. */
FLEXOS_APART long flexos_syscall_by_number(long n, long a, long b, long c,
                                           long d, long e, long f);

/* Takes the place of system calls that no library of the image defines. */
long flexos_no_system_call(void)
{
    return -ENOSYS;
}

#define SYSCALL(name, number)                                                  \
    case number:                                                               \
        return flexos_syscall_by_number(number, a, b, c, d, e, f);

long __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
    switch (n) {
#include "flexos-syscalls.h"
    }
    return -ENOSYS;
}

long __syscall5(long n, long a, long b, long c, long d, long e)
{
    return __syscall6(n, a, b, c, d, e, 0);
}

long __syscall4(long n, long a, long b, long c, long d)
{
    return __syscall6(n, a, b, c, d, 0, 0);
}

long __syscall3(long n, long a, long b, long c)
{
    return __syscall6(n, a, b, c, 0, 0, 0);
}

long __syscall2(long n, long a, long b)
{
    return __syscall6(n, a, b, 0, 0, 0, 0);
}

long __syscall1(long n, long a)
{
    return __syscall6(n, a, 0, 0, 0, 0, 0);
}

long __syscall0(long n)
{
    return __syscall6(n, 0, 0, 0, 0, 0, 0);
}
