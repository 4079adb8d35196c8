/* SPDX-License-Identifier: BSD-3-Clause */
#include "msg.h"
#include <uk/sys_msg.h>
#include <uk/vector.h>

long msg_store_name(const struct uk_socket_name *name, void *address,
                    unsigned *bytes)
{
    unsigned length = name->bytes;

    if (length > sizeof(name->address))
        return -EIO;
    if (!address)
        return 0;
    __builtin_memcpy(address, name->address, length < *bytes ? length : *bytes);
    *bytes = length;
    return 0;
}

int msg_is_length(const void *address, const unsigned *bytes)
{
    return !address || (bytes && (int)*bytes >= 0);
}

long uk_sys_accept4(int fd, void *address, unsigned *bytes, int flags)
{
    struct uk_socket_name peer;

    if (!msg_is_length(address, bytes))
        return -EINVAL;
    long new_fd = uk_socket_accept(fd, flags, &peer);
    if (new_fd >= 0 && msg_store_name(&peer, address, bytes) && address)
        *bytes = 0; /* what posix-socket says cannot be */
    return new_fd;
}

long uk_sys_accept(int fd, void *address, unsigned *bytes)
{
    return uk_sys_accept4(fd, address, bytes, 0);
}

static long name_of(int fd, int peer, void *address, unsigned *bytes)
{
    struct uk_socket_name name;

    if (!msg_is_length(address, bytes))
        return -EINVAL;
    long result = uk_socket_name(fd, peer, &name);
    return result ? result : msg_store_name(&name, address, bytes);
}

long uk_sys_getsockname(int fd, void *address, unsigned *bytes)
{
    return name_of(fd, 0, address, bytes);
}

long uk_sys_getpeername(int fd, void *address, unsigned *bytes)
{
    return name_of(fd, 1, address, bytes);
}

long uk_sys_getsockopt(int fd, int level, int option, void *value,
                       unsigned *bytes)
{
    if (!value || !bytes)
        return -EFAULT;
    if (!msg_is_length(value, bytes))
        return -EINVAL;
    long n = uk_vector_sane(uk_socket_option(fd, level, option, value, *bytes),
                            *bytes);
    if (n < 0)
        return n;
    *bytes = (unsigned)n;
    return 0;
}
