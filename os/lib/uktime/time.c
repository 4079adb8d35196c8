/* SPDX-License-Identifier: BSD-3-Clause */
#include <flexos/events.h>
#include <uk/libparam.h>
#include <uk/time.h>

#define NANOSECONDS 1000000000ULL

uint64_t uk_time_monotonic(void)
{
    return flexos_clock(flexos_events());
}

uint64_t uk_time_wall(void)
{
    static uint64_t epoch;
    static int is_known;

    if (!is_known) {
        epoch = (uint64_t)uk_libparam_number("uktime.epoch", 0);
        is_known = 1;
    }
    return epoch * NANOSECONDS + uk_time_monotonic();
}
