/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's socket calls with messages, or lengths behind pointers. A length is
 * how much room there is, and then how much there was to store. A message has
 * at most 1,024 buffers, else -EMSGSIZE; ancillary data is neither sent nor
 * received. A buffer that the caller may not use ends the run. */
#ifndef UK_SYS_MSG_H
#define UK_SYS_MSG_H

#include <stddef.h>
#include <stdint.h>
#include <uk/linux.h>

/* uapi/linux/socket.h; the padding is zero. */
struct uk_msghdr {
    void *msg_name;
    uint32_t msg_namelen;
    uint32_t pad;
    struct uk_iovec *msg_iov;
    size_t msg_iovlen;
    void *msg_control;
    size_t msg_controllen;
    uint32_t msg_flags;
};

long uk_sys_accept(int fd, void *address, unsigned *bytes);
long uk_sys_accept4(int fd, void *address, unsigned *bytes, int flags);
long uk_sys_getsockname(int fd, void *address, unsigned *bytes);
long uk_sys_getpeername(int fd, void *address, unsigned *bytes);
long uk_sys_getsockopt(int fd, int level, int option, void *value,
                       unsigned *bytes);
long uk_sys_recvfrom(int fd, void *data, size_t bytes, int flags, void *address,
                     unsigned *address_bytes);
long uk_sys_sendmsg(int fd, const struct uk_msghdr *message, int flags);
long uk_sys_recvmsg(int fd, struct uk_msghdr *message, int flags);

#endif
