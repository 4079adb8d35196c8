/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef DEADLINE_H
#define DEADLINE_H

#include <uk/sched.h>
#include <uk/time.h>

#define NANOSECONDS 1000000000ULL
#define PER_MILLISECOND 1000000ULL
#define PER_MICROSECOND 1000ULL

/* When so many nanoseconds have passed; UK_FOREVER stays. */
static inline uint64_t deadline_after(uint64_t nanoseconds)
{
    uint64_t deadline;

    if (__builtin_add_overflow(uk_time_monotonic(), nanoseconds, &deadline))
        return UK_FOREVER;
    return deadline;
}

/* Nanoseconds until then; 0 when it is past. */
static inline uint64_t until(uint64_t deadline)
{
    uint64_t now = uk_time_monotonic();

    if (deadline == UK_FOREVER)
        return UK_FOREVER;
    return deadline > now ? deadline - now : 0;
}

static inline uint64_t of_milliseconds(int timeout)
{
    return timeout < 0 ? UK_FOREVER : (uint64_t)timeout * PER_MILLISECOND;
}

#endif
