/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending and receiving. Vectors go through one buffer: no thread switches
 * between its filling and its use. */
#include "socket.h"

#define GATHER_MAX 65536
#define IOV_MAX 1024
#define DATAGRAM_MAX 65535
#define ERROR_MAX 4095

static char gathered[GATHER_MAX];

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
        long n = uk_socket_sane(
            uk_inet_sender(use->number, address, *address_bytes), ADDRESS_MAX);
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
    long result = uk_socket_use(fd, &use);

    if (result)
        return result;
    result = uk_socket_send(&use, data, bytes, flags, address,
                            address ? address_bytes : 0);
    uk_socket_end(&use);
    return result;
}

long uk_sys_recvfrom(int fd, void *data, size_t bytes, int flags, void *address,
                     unsigned *address_bytes)
{
    struct use use;
    long result = uk_socket_use(fd, &use);

    if (result)
        return result;
    result =
        uk_socket_receive(&use, data, bytes, flags, address, address_bytes);
    uk_socket_end(&use);
    return result;
}

/* Copies what lies behind `from` bytes of the vectors; returns how much. */
static size_t gather(const struct uk_msghdr *m, size_t from)
{
    size_t n = 0;

    for (size_t i = 0; i < m->msg_iovlen && n < GATHER_MAX; i++) {
        const struct uk_iovec *v = &m->msg_iov[i];

        if (from >= v->iov_len) {
            from -= v->iov_len;
            continue;
        }
        size_t part = v->iov_len - from;
        if (part > GATHER_MAX - n)
            part = GATHER_MAX - n;
        __builtin_memcpy(gathered + n, (char *)v->iov_base + from, part);
        from = 0;
        n += part;
    }
    return n;
}

static size_t total(const struct uk_msghdr *m)
{
    size_t bytes = 0;

    for (size_t i = 0; i < m->msg_iovlen; i++)
        bytes += m->msg_iov[i].iov_len;
    return bytes;
}

long uk_sys_sendmsg(int fd, const struct uk_msghdr *m, int flags)
{
    struct use use;
    long result = m->msg_iovlen > IOV_MAX ? -EMSGSIZE : uk_socket_use(fd, &use);
    size_t done = 0, bytes;

    if (result)
        return result;
    bytes = total(m);
    if (!is_stream(&use) && bytes > GATHER_MAX)
        result = -EMSGSIZE;
    while (!result) {
        size_t n = gather(m, done);
        long sent = send_once(&use, gathered, n, m->msg_name,
                              m->msg_name ? m->msg_namelen : 0);
        if (sent >= 0)
            done += (size_t)sent;
        else
            result = sent == -EAGAIN ? uk_socket_wait(&use, flags, 1) : sent;
        if (done >= bytes || (sent >= 0 && !is_stream(&use)))
            break;
    }
    uk_socket_end(&use);
    return done || !result ? (long)done : broken(&use, flags, result);
}

/* One buffer of the message is filled for streams, all for datagrams. */
long uk_sys_recvmsg(int fd, struct uk_msghdr *m, int flags)
{
    struct use use;
    long result = m->msg_iovlen > IOV_MAX ? -EMSGSIZE : uk_socket_use(fd, &use);
    unsigned *name_bytes = m->msg_name ? &m->msg_namelen : NULL;
    struct uk_iovec *first = m->msg_iov;
    size_t bytes = 0, used = 0;

    if (result)
        return result;
    for (; used < m->msg_iovlen; used++)
        bytes += first[used].iov_len;
    m->msg_controllen = 0;
    m->msg_flags = 0;
    if (m->msg_iovlen == 1) {
        result = uk_socket_receive(&use, first->iov_base, bytes,
                                   flags | MSG_TRUNC, m->msg_name, name_bytes);
        if (!is_stream(&use) && result > (long)bytes) {
            m->msg_flags = MSG_TRUNC;
            result = flags & MSG_TRUNC ? result : (long)bytes;
        }
        uk_socket_end(&use);
        return result;
    }
    size_t want = bytes < GATHER_MAX ? bytes : GATHER_MAX;
    do
        result =
            receive_once(&use, gathered, want, flags, m->msg_name, name_bytes);
    while (result == -EAGAIN && !(result = uk_socket_wait(&use, flags, 0)));
    size_t left = result > 0 ? (size_t)result : 0, at = 0;
    if (left > want)
        left = want;
    for (size_t i = 0; left && i < m->msg_iovlen; i++) {
        size_t n = first[i].iov_len < left ? first[i].iov_len : left;

        __builtin_memcpy(first[i].iov_base, gathered + at, n);
        at += n;
        left -= n;
    }
    uk_socket_end(&use);
    return result;
}
