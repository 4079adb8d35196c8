/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets of the Internet protocols, for posix-socket. A socket is a number;
 * addresses are Linux's sockaddr_in and sockaddr_in6; nothing here ever waits
 * or keeps a pointer. Results below 0 are Linux's error numbers, negative;
 * -EAGAIN: uk_socket_event will say when to try again. */
#ifndef UK_INET_H
#define UK_INET_H

#include <stddef.h>
#include <stdint.h>

/* Events: the numbers of Linux's poll. */
#define UK_INET_IN 0x1
#define UK_INET_OUT 0x4
#define UK_INET_ERR 0x8
#define UK_INET_HUP 0x10
#define UK_INET_RDNORM 0x40
#define UK_INET_WRNORM 0x100
#define UK_INET_RDHUP 0x2000

/* family: AF_INET or AF_INET6; type: SOCK_STREAM or SOCK_DGRAM, no flags. */
int uk_inet_socket(int family, int type, int protocol);
int uk_inet_close(int socket);
int uk_inet_bind(int socket, const void *address, unsigned bytes);
int uk_inet_listen(int socket, int backlog);
/* A connected socket of its own. */
int uk_inet_accept(int socket);
/* 0: connected; -EINPROGRESS: UK_INET_OUT will say so. AF_UNSPEC (UDP):
 * connected to nobody. */
int uk_inet_connect(int socket, const void *address, unsigned bytes);
int uk_inet_shutdown(int socket, int how);

/* As many bytes as there is room for, at least one. `address` of 0 bytes: to
 * whom it is connected. */
long uk_inet_send(int socket, const void *data, size_t bytes,
                  const void *address, unsigned address_bytes);
/* Bytes, 0 at the end. flags: MSG_PEEK (2), and MSG_TRUNC (32), with which a
 * datagram's result is its whole length. */
long uk_inet_receive(int socket, void *data, size_t bytes, int flags);
/* From where the datagram is that uk_inet_receive gives next: bytes of the
 * address, 0 when there is none. */
long uk_inet_sender(int socket, void *address, size_t bytes);
/* Bytes that can be received at once. */
long uk_inet_pending(int socket);

/* The socket's own address, or with `peer` the other one's. Its bytes. */
long uk_inet_name(int socket, int peer, void *address, size_t bytes);
/* Options that are numbers; SO_LINGER is seconds, or -1. */
long uk_inet_get(int socket, int level, int option);
int uk_inet_set(int socket, int level, int option, int value);
/* UK_INET_* bits that hold now. */
unsigned uk_inet_events(int socket);

/* Who uses sockets defines it: these bits hold as of now. Called from within
 * the functions above, too, so that it must not call any but
 * uk_inet_events. */
void uk_socket_event(int socket, unsigned events);

#endif
