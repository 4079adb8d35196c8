/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending and receiving. */
#include "socket.h"

#define DATAGRAM_MAX 65535
#define ERROR_MAX 4095

long uk_socket_sane(long n, size_t bytes)
{
    int impossible = n < 0 ? n < -ERROR_MAX : (size_t)n > bytes;

    return impossible ? -EIO : n;
}

static long send_once(struct use *use, const void *data, size_t bytes,
                      const void *address, unsigned address_bytes)
{
    if (use->is_pair)
        return uk_pair_write(use->number, data, bytes);
    return uk_socket_sane(
        uk_inet_send(use->number, data, bytes, address, address_bytes), bytes);
}

/* The same error; a stream that nobody reads any more is a signal, too. */
static long broken(const struct use *use, int flags, long error)
{
    if (error == -EPIPE && uk_signal_broken_pipe && !(flags & MSG_NOSIGNAL) &&
        (!use->sock || use->sock->is_stream))
        uk_signal_broken_pipe();
    return error;
}

static int is_stream(const struct use *use)
{
    return !use->sock || use->sock->is_stream;
}

long uk_socket_send(struct use *use, const void *data, size_t bytes, int flags,
                    const void *address, unsigned address_bytes)
{
    size_t done = 0;

    for (;;) {
        long n = send_once(use, (const char *)data + done, bytes - done,
                           address, address_bytes);
        if (n >= 0) {
            done += (size_t)n;
            if (done >= bytes || !is_stream(use))
                return (long)done;
            continue; /* until it says that it is full */
        }
        if (n == -EAGAIN)
            n = uk_socket_wait(use, flags, 1);
        if (n < 0)
            return done ? (long)done : broken(use, flags, n);
    }
}

static long receive_once(struct use *use, void *data, size_t bytes, int flags,
                         void *address, unsigned *address_bytes)
{
    int kept = flags & (MSG_PEEK | MSG_TRUNC);
    size_t most = bytes;

    if (use->is_pair)
        return uk_pair_read(use->number, data, bytes, flags & MSG_PEEK);
    if (!use->sock->is_stream && address && address_bytes) {
        long n =
            uk_socket_sane(uk_inet_sender(use->number, address, *address_bytes),
                           UK_SOCKET_ADDRESS_MAX);
        if (n > 0)
            *address_bytes = (unsigned)n;
    }
    /* With MSG_TRUNC a datagram's own length. */
    if (flags & MSG_TRUNC && !use->sock->is_stream && most < DATAGRAM_MAX)
        most = DATAGRAM_MAX;
    return uk_socket_sane(uk_inet_receive(use->number, data, bytes, kept),
                          most);
}

long uk_socket_receive(struct use *use, void *data, size_t bytes, int flags,
                       void *address, unsigned *address_bytes)
{
    int wants_all =
        flags & MSG_WAITALL && !(flags & MSG_PEEK) && is_stream(use);
    size_t done = 0;

    if (is_stream(use) && address && address_bytes)
        *address_bytes = 0; /* connected: no address is given */
    for (;;) {
        long n = receive_once(use, (char *)data + done, bytes - done, flags,
                              address, address_bytes);
        if (n >= 0) {
            done += (size_t)n;
            if (!n || !wants_all || done >= bytes)
                return (long)done;
            continue;
        }
        if (n == -EAGAIN)
            n = uk_socket_wait(use, flags, 0);
        if (n < 0)
            return done ? (long)done : n;
    }
}

long uk_sys_sendto(int fd, const void *data, size_t bytes, int flags,
                   const void *address, unsigned address_bytes)
{
    struct use use;
    long result = data || !bytes ? uk_socket_use(fd, &use) : -EFAULT;

    if (result)
        return result;
    result = uk_socket_send(&use, data, bytes, flags, address,
                            address ? address_bytes : 0);
    uk_socket_end(&use);
    return result;
}

long uk_socket_receive_from(int fd, void *data, size_t bytes, int flags,
                            struct uk_socket_name *sender)
{
    struct use use;
    unsigned length = UK_SOCKET_ADDRESS_MAX;
    long result =
        sender && (data || !bytes) ? uk_socket_use(fd, &use) : -EFAULT;

    if (result)
        return result;
    *sender = (struct uk_socket_name){.is_stream = (uint32_t)is_stream(&use)};
    result =
        uk_socket_receive(&use, data, bytes, flags, sender->address, &length);
    sender->bytes = length;
    uk_socket_end(&use);
    return result;
}
