/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's system calls on sockets: the same arguments, structures and flags,
 * the result or a negative errno. AF_INET and AF_INET6 (where lwip has it)
 * with streams and datagrams; AF_UNIX for socketpair only. A stream whose
 * peer is gone gives -EPIPE, and the signal SIGPIPE where posix-process is.
 * Calls whose arguments lead to further pointers are in posix-msg. */
#ifndef UK_SYS_SOCKET_H
#define UK_SYS_SOCKET_H

#include <stddef.h>

long uk_sys_socket(int family, int type, int protocol);
long uk_sys_socketpair(int family, int type, int protocol, int *pair);
long uk_sys_bind(int fd, const void *address, unsigned bytes);
long uk_sys_listen(int fd, int backlog);
long uk_sys_connect(int fd, const void *address, unsigned bytes);
long uk_sys_shutdown(int fd, int how);
long uk_sys_sendto(int fd, const void *data, size_t bytes, int flags,
                   const void *address, unsigned address_bytes);
long uk_sys_setsockopt(int fd, int level, int option, const void *value,
                       unsigned bytes);

#endif
