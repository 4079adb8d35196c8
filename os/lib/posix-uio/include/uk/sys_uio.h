/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's system calls whose arguments lead to further memory.
 *
 * On vectors: at most 1,024 buffers with fewer than 2^63
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

/* Record locks are always granted. Requests are UK_FIO* and UK_TIOCGWINSZ;
 * the argument of any other one is not looked at. */
long uk_sys_fcntl(int fd, int command, uint64_t argument);
long uk_sys_ioctl(int fd, unsigned request, void *argument);

#endif
