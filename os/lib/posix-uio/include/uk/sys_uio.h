/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's system calls on vectors: at most 1,024 buffers with fewer than 2^63
 * bytes together, else -EINVAL. More than 64 KiB may move in parts: a short
 * count, as read and write have. A buffer that the caller may not use ends
 * the run. */
#ifndef UK_SYS_UIO_H
#define UK_SYS_UIO_H

#include <stdint.h>
#include <uk/linux.h>

long uk_sys_readv(int fd, const struct uk_iovec *vector, int count);
long uk_sys_writev(int fd, const struct uk_iovec *vector, int count);
long uk_sys_preadv(int fd, const struct uk_iovec *vector, int count,
                   int64_t offset);
long uk_sys_pwritev(int fd, const struct uk_iovec *vector, int count,
                    int64_t offset);

#endif
