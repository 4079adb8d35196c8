/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POLL_H
#define POLL_H

#include <uk/linux.h>

/* poll.c: poll with nanoseconds. */
long poll_until(struct uk_pollfd *fds, uint64_t count, uint64_t nanoseconds);

/* select.c: 0, or -EINVAL; NULL is UK_FOREVER. */
int timespec_nanoseconds(const struct uk_timespec *time, uint64_t *out);
/* Makes it what is left until the deadline. */
void timespec_give_rest(struct uk_timespec *time, uint64_t deadline);

#endif
