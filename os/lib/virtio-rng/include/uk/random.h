/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UK_RANDOM_H
#define UK_RANDOM_H

#include <stddef.h>

/* Fills the buffer from the host's source; may wait. 0, -ENODEV (the machine
 * has no such device) or -EIO. */
int uk_random_fill(void *buffer, size_t bytes);

#endif
