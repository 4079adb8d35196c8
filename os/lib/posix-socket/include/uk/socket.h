/* SPDX-License-Identifier: BSD-3-Clause */
/* What posix-msg makes the other socket calls of: every buffer has a size that
 * a gate can check. Results as those of Linux's calls. */
#ifndef UK_SOCKET_H
#define UK_SOCKET_H

#include <stddef.h>
#include <stdint.h>

#define UK_SOCKET_ADDRESS_MAX 28 /* bytes: sockaddr_in6, the longest */

struct uk_socket_name {
    uint32_t bytes; /* of the address; 0: it has none */
    uint32_t is_stream;
    uint8_t address[UK_SOCKET_ADDRESS_MAX];
};

/* A descriptor for the next connection. A peer that has gone already has no
 * name any more. */
long uk_socket_accept(int fd, int flags, struct uk_socket_name *peer);
/* The socket's own name, or with `peer` the other one's; 0 or an error. */
long uk_socket_name(int fd, int peer, struct uk_socket_name *name);
/* Stores as much of an option as there is room for and returns how much. */
long uk_socket_option(int fd, int level, int option, void *value,
                      unsigned bytes);
/* As recvfrom: a datagram's sender, but none of a stream. */
long uk_socket_receive_from(int fd, void *data, size_t bytes, int flags,
                            struct uk_socket_name *sender);

#endif
