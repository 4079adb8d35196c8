/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the files of this library. */
#ifndef POSIX_MSG_H
#define POSIX_MSG_H

#include <errno.h>
#include <uk/socket.h>

/* As much of a name as there is room for, and how long it is; 0, or -EIO for
 * one that is longer than any. Without an address nothing is stored. */
long msg_store_name(const struct uk_socket_name *name, void *address,
                    unsigned *bytes);
/* Linux's lengths are signed. */
int msg_is_length(const void *address, const unsigned *bytes);

#endif
