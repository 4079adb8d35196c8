/* SPDX-License-Identifier: BSD-3-Clause */
/* Error numbers of the trusted base and the microlibraries: Linux's. A C
 * library with other numbers translates where it calls them; its users get
 * its errno.h. */
#ifndef FLEXOS_ERRNO_H
#define FLEXOS_ERRNO_H
#define EPERM 1
#define ENOENT 2
#define ESRCH 3
#define EINTR 4
#define EIO 5
#define EBADF 9
#define ECHILD 10
#define EAGAIN 11
#define ENOMEM 12
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define ENODEV 19
#define ENOTDIR 20
#define EISDIR 21
#define EINVAL 22
#define EMFILE 24
#define ENOSPC 28
#define ENOTTY 25
#define ESPIPE 29
#define EROFS 30
#define EDEADLK 35
#define ENAMETOOLONG 36
#define ENOSYS 38
#define ENOTEMPTY 39
#define ETIMEDOUT 110
#endif
