/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's futex(2) as C libraries call it. Threads switch only in functions
 * of uk/sched.h, so looking at the word and going to wait are one step. */
#ifndef UK_FUTEX_H
#define UK_FUTEX_H

#include <stdint.h>

#define UK_FUTEX_WAIT 0
#define UK_FUTEX_WAKE 1
#define UK_FUTEX_REQUEUE 3
#define UK_FUTEX_CMP_REQUEUE 4
#define UK_FUTEX_WAIT_BITSET 9
#define UK_FUTEX_WAKE_BITSET 10
#define UK_FUTEX_PRIVATE 128
#define UK_FUTEX_CLOCK_REALTIME 256

/* WAIT, WAIT_BITSET: 0 after a wake, -EAGAIN when *word is not `value`,
 * -ETIMEDOUT, -EINTR after uk_interrupt. `limit` is a struct timespec or
 * NULL: a time from now for WAIT, a point in time for WAIT_BITSET.
 * WAKE, WAKE_BITSET: how many threads were woken.
 * REQUEUE, CMP_REQUEUE: `limit` is how many of those that are not woken wait
 * on *other from now on; CMP_REQUEUE: -EAGAIN when *word is not `bits`.
 * Others: -ENOSYS. */
long uk_sys_futex(volatile int *word, int operation, int value,
                  const void *limit, volatile int *other, unsigned bits);

#endif
