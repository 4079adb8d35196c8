/* SPDX-License-Identifier: BSD-3-Clause */
/* What ring 0 lets everybody read without a system call: which devices have
 * interrupted, and the clock. */
#ifndef FLEXOS_EVENTS_H
#define FLEXOS_EVENTS_H

#include <flexos/layout.h>
#include <stdint.h>

struct flexos_events {
    uint64_t total;                      /* interrupts of devices since boot */
    uint64_t tsc_start;                  /* time stamp counter at boot */
    uint64_t tsc_factor;                 /* nanoseconds a tick, times 2^32 */
    uint64_t device[FLEXOS_DEVICES_MAX]; /* the same, by handle */
};

/* Who waits for a device waits on this channel of uksched. */
#define FLEXOS_DEVICE_CHANNEL(handle)                                          \
    (FLEXOS_USER_TOP + 0x10000 + (uint64_t)(handle))

static inline const volatile struct flexos_events *flexos_events(void)
{
    return (const volatile struct flexos_events *)(FLEXOS_WORDS_BASE +
                                                   FLEXOS_WORDS_EVENTS);
}

/* Nanoseconds since boot, monotonic, from the page's numbers. */
static inline uint64_t flexos_clock(const volatile struct flexos_events *events)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
    uint64_t ticks = (low | (uint64_t)high << 32) - events->tsc_start;
    return (uint64_t)((unsigned __int128)ticks * events->tsc_factor >> 32);
}

#endif
