/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls in which a thread may be cancelled (POSIX 2.9.5): one function
 * for each, as musl's assembly is one for all. Threads switch only inside
 * system calls, so a request that came before is seen here, and one that
 * comes while the call waits ends it with EINTR. */
#include "pthread_impl.h"
#include "syscall.h"

hidden long __cancel(void);

#define MAY_CANCEL(self)                                                       \
    ((self)->cancel && (self)->canceldisable != PTHREAD_CANCEL_DISABLE)

#define SYSCALL(name, number)                                                  \
    long flexos_cp_##name(long a, long b, long c, long d, long e, long f)      \
    {                                                                          \
        struct pthread *self = __pthread_self();                               \
        if (MAY_CANCEL(self) && !(number == SYS_close && self->canceldisable)) \
            return __cancel();                                                 \
        long r = __syscall6(number, a, b, c, d, e, f);                         \
        return r == -EINTR && number != SYS_close && MAY_CANCEL(self)          \
                   ? __cancel()                                                \
                   : r;                                                        \
    }
#include "flexos-syscalls.h"

/* For numbers that are computed. */
hidden long __syscall_cp_asm(volatile void *cancel, long n, long a, long b,
                             long c, long d, long e, long f)
{
    return *(volatile int *)cancel ? __cancel()
                                   : __syscall6(n, a, b, c, d, e, f);
}

/* Nothing interrupts a thread where it could be between these. */
hidden const char __cp_begin[1], __cp_end[1], __cp_cancel[1];
