/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's system calls for timers with a descriptor. Clocks: UK_TFD_REALTIME,
 * UK_TFD_MONOTONIC, UK_TFD_BOOTTIME. Reading gives how often the timer has run
 * out since it was read or set, 8 bytes, and waits for the first time. */
#ifndef UK_SYS_TIMERFD_H
#define UK_SYS_TIMERFD_H

#include <uk/linux.h>

#define UK_TFD_REALTIME 0
#define UK_TFD_MONOTONIC 1
#define UK_TFD_BOOTTIME 7

#define UK_TFD_ABSTIME 1
#define UK_TFD_CANCEL_ON_SET 2

/* Flags: UK_O_NONBLOCK, UK_O_CLOEXEC. */
long uk_sys_timerfd_create(int clock, int flags);
/* A value of 0 disarms. `old` may be NULL. */
long uk_sys_timerfd_settime(int fd, int flags, const struct uk_itimerspec *wish,
                            struct uk_itimerspec *old);
/* How long until the timer runs out, 0: it is not armed; and its interval. */
long uk_sys_timerfd_gettime(int fd, struct uk_itimerspec *out);

#endif
