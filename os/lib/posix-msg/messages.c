/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending and receiving what is in many pieces. */
#include "msg.h"
#include <uk/sys_msg.h>
#include <uk/sys_socket.h>
#include <uk/vector.h>

#define DATAGRAM_MAX 65535
#define MSG_PEEK 0x2
#define MSG_TRUNC 0x20
#define MSG_WAITALL 0x100

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* One plain call. Of a datagram that is cut, its own length. */
static long receive(int fd, void *data, size_t bytes, int flags,
                    struct uk_socket_name *sender)
{
    size_t most = flags & MSG_TRUNC ? larger(bytes, DATAGRAM_MAX) : bytes;

    return uk_vector_sane(
        uk_socket_receive_from(fd, data, bytes, flags, sender), most);
}

/* Whether a stream has more to come for a call that wants all of it: the last
 * part was as long as parts are. */
static int goes_on(const struct uk_socket_name *sender, int flags, long n)
{
    return sender->is_stream && flags & MSG_WAITALL && !(flags & MSG_PEEK) &&
           n >= UK_VECTOR_CHUNK;
}

long uk_sys_recvfrom(int fd, void *data, size_t bytes, int flags, void *address,
                     unsigned *address_bytes)
{
    struct uk_socket_name sender;
    size_t done = 0;
    long n;

    if ((long)bytes < 0 ||
        (address_bytes && !msg_is_length(address, address_bytes)))
        return -EINVAL;
    do {
        n = receive(fd, (char *)data + done, bytes - done, flags, &sender);
        if (n < 0)
            return done ? (long)done : n;
        if (!done && address && address_bytes &&
            msg_store_name(&sender, address, address_bytes))
            return -EIO;
        done += (size_t)n;
    } while (done < bytes && goes_on(&sender, flags, n));
    return (long)done;
}

/* 0 or an error, and the vector is begun. */
static long begin(struct uk_vector *v, const struct uk_msghdr *m)
{
    return m->msg_iovlen > UK_VECTOR_MAX
               ? -EMSGSIZE
               : uk_vector_begin(v, m->msg_iov, m->msg_iovlen);
}

long uk_sys_sendmsg(int fd, const struct uk_msghdr *m, int flags)
{
    struct uk_vector v;
    size_t done = 0, bytes;
    long n = begin(&v, m);

    if (n)
        return n;
    do {
        char *data = uk_vector_next(&v, 1, &bytes);

        n = data ? uk_vector_sane(
                       uk_sys_sendto(fd, data, bytes, flags, m->msg_name,
                                     m->msg_name ? m->msg_namelen : 0),
                       bytes)
                 : -ENOMEM;
        if (n < 0)
            break;
        uk_vector_moved(&v, data, 0, (size_t)n);
        done += (size_t)n;
    } while (v.left && bytes && (size_t)n == bytes);
    uk_vector_end(&v);
    return done ? (long)done : n;
}

/* What the datagram or part of a stream was like: the message says it. */
static long note(struct uk_msghdr *m, const struct uk_socket_name *sender,
                 int is_cut)
{
    unsigned length = m->msg_namelen;
    long error = msg_store_name(sender, m->msg_name, &length);

    if (!error && m->msg_name)
        m->msg_namelen = length;
    if (!error && is_cut)
        m->msg_flags = MSG_TRUNC;
    return error;
}

long uk_sys_recvmsg(int fd, struct uk_msghdr *m, int flags)
{
    struct uk_socket_name sender;
    struct uk_vector v;
    size_t done = 0, bytes, taken;
    long n = m->msg_name && (int)m->msg_namelen < 0 ? -EINVAL : begin(&v, m);

    if (n)
        return n;
    m->msg_controllen = 0;
    m->msg_flags = 0;
    do {
        char *data = uk_vector_next(&v, 0, &bytes);

        n = data ? receive(fd, data, bytes, flags | MSG_TRUNC, &sender)
                 : -ENOMEM;
        if (n < 0)
            break;
        taken = (size_t)n < bytes ? (size_t)n : bytes;
        uk_vector_moved(&v, data, 1, taken);
        if (!done) {
            long error = note(m, &sender, (size_t)n > bytes);

            if (error) {
                n = error;
                break;
            }
        }
        done += flags & MSG_TRUNC && !sender.is_stream ? (size_t)n : taken;
    } while (v.left && goes_on(&sender, flags, n));
    uk_vector_end(&v);
    return done ? (long)done : n < 0 ? n : 0;
}
