/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UK_TIME_H
#define UK_TIME_H

#include <stdint.h>

/* Nanoseconds since boot; never runs backwards. */
uint64_t uk_time_monotonic(void);
/* Nanoseconds since 1970, counted from the parameter uktime.epoch (seconds,
 * 0 if it is not given) at boot. */
uint64_t uk_time_wall(void);

#endif
