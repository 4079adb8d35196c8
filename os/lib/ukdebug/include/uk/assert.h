/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UK_ASSERT_H
#define UK_ASSERT_H

#include <flexos/syscall.h>
#include <stddef.h>

/* Ends the guest with status 134 and a report that names the caller: in line,
 * so that the report shows who crashed and not a helper. */
static inline __attribute__((noreturn)) void uk_crash(const char *message,
                                                      size_t bytes)
{
    flexos_syscall(FLEXOS_SYS_CRASH, (long)message, (long)bytes, 0);
    __builtin_trap();
}

/* `message` is a literal. */
#define UK_CRASH(message) uk_crash(message, sizeof(message) - 1)

#define UK_ASSERT(condition)                                                   \
    do {                                                                       \
        if (__builtin_expect(!(condition), 0))                                 \
            UK_CRASH("assertion failed: " #condition);                         \
    } while (0)

#endif
