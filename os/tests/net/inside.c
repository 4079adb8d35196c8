/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets of one guest, over 127.0.0.1 and in pairs. */
#include "check.h"
#include <errno.h>
#include <stdint.h>
#include <uk/random.h>
#include <uk/sched.h>
#include <uk/socket.h>
#include <uk/sys_files.h>
#include <uk/sys_poll.h>
#include <uk/sys_msg.h>
#include <uk/sys_socket.h>
#include <uk/time.h>

#define MILLISECOND 1000000UL
#define NONBLOCK 0x800
#define MANY 500
#define LARGE (1 << 20)

static char out[65536];
static char in[65536];
static struct address local = {AF_INET, 0, {127, 0, 0, 1}, {0}};
static struct address other;
static unsigned other_bytes;
static int value;
static unsigned value_bytes;
static struct uk_timeval patience;

static struct address *at(unsigned port)
{
    local.port = PORT(port);
    return &local;
}

static int listen_on(unsigned port)
{
    int s = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);

    EXPECT(uk_sys_bind(s, at(port), sizeof(local)), 0);
    EXPECT(uk_sys_listen(s, 600), 0);
    return s;
}

static int connect_to(unsigned port)
{
    int s = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);

    EXPECT(uk_sys_connect(s, at(port), sizeof(local)), 0);
    return s;
}

static void streams(void)
{
    int l = listen_on(1000), c = connect_to(1000);

    other_bytes = sizeof(other);
    int s = (int)uk_sys_accept(l, &other, &other_bytes);
    EXPECT(other_bytes, sizeof(other));
    EXPECT(other.family, AF_INET);
    EXPECT(other.ip[0], 127);
    EXPECT(uk_sys_write(c, "hello", 5), 5);
    EXPECT(uk_sys_recvfrom(s, in, 5, 2, NULL, NULL), 5); /* MSG_PEEK */
    EXPECT(uk_sys_read(s, in, sizeof(in)), 5);
    EXPECT(in[4], 'o');
    EXPECT(uk_sys_recvfrom(s, in, 1, 0x40, NULL, NULL), -EAGAIN);
    /* Half closed: the other way still works. */
    EXPECT(uk_sys_shutdown(c, 1), 0);
    EXPECT(uk_sys_read(s, in, 1), 0);
    EXPECT(uk_sys_write(c, "x", 1), -EPIPE);
    EXPECT(uk_sys_write(s, "y", 1), 1);
    EXPECT(uk_sys_read(c, in, 1), 1);
    uk_sys_close(s);
    EXPECT(uk_sys_read(c, in, 1), 0);
    uk_sys_close(c);
    uk_sys_close(l);
}

static void refusals(void)
{
    int s = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);

    EXPECT(uk_sys_connect(s, at(9), sizeof(local)), -ECONNREFUSED);
    uk_sys_close(s);
    EXPECT(uk_sys_socket(1, SOCK_STREAM, 0), -EAFNOSUPPORT);
    EXPECT(uk_sys_socket(AF_INET, SOCK_STREAM, 17), -EPROTONOSUPPORT);
    EXPECT(uk_sys_bind(0, at(1), sizeof(local)), -ENOTSOCK);
    EXPECT(uk_sys_listen(999, 1), -EBADF);
    s = listen_on(1001);
    int t = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);
    EXPECT(uk_sys_bind(t, at(1001), sizeof(local)), -EADDRINUSE);
    EXPECT(uk_sys_bind(t, at(1002), 3), -EINVAL);
    EXPECT(uk_sys_write(t, "x", 1), -ENOTCONN);
    uk_sys_close(s);
    uk_sys_close(t);
}

/* SO_LINGER with 0 seconds: the peer is told by RST. */
static void resets(void)
{
    int l = listen_on(1003), c = connect_to(1003);
    int s = (int)uk_sys_accept(l, NULL, NULL);
    static int linger[2] = {1, 0};

    EXPECT(uk_sys_setsockopt(c, 1, 13, linger, sizeof(linger)), 0);
    uk_sys_close(c);
    EXPECT(uk_sys_read(s, in, 1), -ECONNRESET);
    EXPECT(uk_sys_read(s, in, 1), 0);
    uk_sys_close(s);
    uk_sys_close(l);
}

static void options(void)
{
    int s = (int)uk_sys_socket(AF_INET, SOCK_STREAM | NONBLOCK, 0);

    value = 1;
    EXPECT(uk_sys_setsockopt(s, 6, 1, &value, sizeof(value)), 0);
    value = 0;
    value_bytes = sizeof(value);
    EXPECT(uk_sys_getsockopt(s, 6, 1, &value, &value_bytes), 0);
    EXPECT(value, 1);
    EXPECT(uk_sys_getsockopt(s, 1, 3, &value, &value_bytes), 0);
    EXPECT(value, SOCK_STREAM);
    EXPECT(uk_sys_setsockopt(s, 1, 9999, &value, sizeof(value)), -ENOPROTOOPT);
    uk_sys_close(s);
}

/* Lengths of more than there is, of less, of nothing sensible; none at all. */
static void lengths_that_lie(void)
{
    static struct {
        int option, behind[40];
    } room;
    int s = (int)uk_sys_socket(AF_INET, SOCK_STREAM | NONBLOCK, 0);

    room.behind[0] = 77;
    value_bytes = 1u << 30;
    EXPECT(uk_sys_getsockopt(s, 1, 3, &room.option, &value_bytes), 0);
    EXPECT(value_bytes, sizeof(int));
    EXPECT(room.option, SOCK_STREAM);
    room.option = -1;
    value_bytes = 2;
    EXPECT(uk_sys_getsockopt(s, 1, 3, &room.option, &value_bytes), 0);
    EXPECT(value_bytes, 2);
    EXPECT(room.option, (int)0xffff0001);
    value_bytes = UINT32_MAX;
    EXPECT(uk_sys_getsockopt(s, 1, 3, &room.option, &value_bytes), -EINVAL);
    EXPECT(uk_sys_getsockopt(s, 1, 3, NULL, &value_bytes), -EFAULT);
    EXPECT(uk_sys_getsockopt(s, 1, 3, &room.option, NULL), -EFAULT);
    EXPECT(uk_sys_getsockname(s, &other, NULL), -EINVAL);
    /* The same without posix-msg. */
    EXPECT(uk_socket_option(s, 1, 3, &room.option, UINT32_MAX), sizeof(int));
    EXPECT(uk_socket_option(s, 1, 20, &room.option, 3), 3);
    EXPECT(uk_socket_option(s, 1, 3, &room.option, 0), 0);
    EXPECT(uk_socket_option(s, 1, 3, NULL, sizeof(int)), -EFAULT);
    EXPECT(uk_sys_setsockopt(s, 1, 2, NULL, sizeof(int)), -EFAULT);
    EXPECT(room.behind[0], 77);
    uk_sys_close(s);
}

static void timeouts(void)
{
    int l = listen_on(1004);
    uint64_t before = uk_time_monotonic();

    patience = (struct uk_timeval){0, 20000};
    EXPECT(uk_sys_setsockopt(l, 1, 20, &patience, sizeof(patience)), 0);
    EXPECT(uk_sys_accept(l, NULL, NULL), -EAGAIN);
    EXPECT(uk_time_monotonic() - before >= 20 * MILLISECOND, 1);
    int c = connect_to(1004), s = (int)uk_sys_accept(l, NULL, NULL);
    EXPECT(uk_sys_setsockopt(s, 1, 20, &patience, sizeof(patience)), 0);
    before = uk_time_monotonic();
    EXPECT(uk_sys_read(s, in, 1), -EAGAIN);
    EXPECT(uk_time_monotonic() - before >= 20 * MILLISECOND, 1);
    EXPECT(uk_sys_setsockopt(c, 1, 21, &patience, sizeof(patience)), 0);
    patience = (struct uk_timeval){0, 0};
    value_bytes = sizeof(patience);
    EXPECT(uk_sys_getsockopt(c, 1, 21, &patience, &value_bytes), 0);
    EXPECT(patience.tv_usec, 20000);
    long sent = sizeof(out);
    while (sent == sizeof(out)) /* nobody reads */
        sent = uk_sys_write(c, out, sizeof(out));
    EXPECT(sent == -EAGAIN || (sent > 0 && sent < (long)sizeof(out)), 1);
    uk_sys_close(s);
    uk_sys_close(c);
    uk_sys_close(l);
}

/* What comes is an event though there was something to read before. */
static void edges(void)
{
    static struct uk_epoll_event event;
    int l = listen_on(1008), c = connect_to(1008);
    int s = (int)uk_sys_accept(l, NULL, NULL);
    int e = (int)uk_sys_epoll_create1(0);

    event = (struct uk_epoll_event){UK_POLLIN | UK_EPOLLET, 77};
    EXPECT(uk_sys_epoll_ctl(e, UK_EPOLL_CTL_ADD, s, &event), 0);
    EXPECT(uk_sys_write(c, "a", 1), 1);
    EXPECT(uk_sys_epoll_wait(e, &event, 1, 5000), 1);
    EXPECT(event.data, 77);
    EXPECT(uk_sys_epoll_wait(e, &event, 1, 0), 0);
    EXPECT(uk_sys_write(c, "b", 1), 1);
    EXPECT(uk_sys_epoll_wait(e, &event, 1, 5000), 1);
    EXPECT(uk_sys_epoll_wait(e, &event, 1, 0), 0);
    EXPECT(uk_sys_read(s, in, sizeof(in)), 2);
    EXPECT(uk_sys_epoll_wait(e, &event, 1, 0), 0);
    uk_sys_close(e);
    uk_sys_close(s);
    uk_sys_close(c);
    uk_sys_close(l);
}

static void datagrams(void)
{
    int a = (int)uk_sys_socket(AF_INET, SOCK_DGRAM, 0);
    int b = (int)uk_sys_socket(AF_INET, SOCK_DGRAM, 0);

    EXPECT(uk_sys_bind(a, at(2000), sizeof(local)), 0);
    EXPECT(uk_sys_sendto(b, "datagram", 8, 0, at(2000), sizeof(local)), 8);
    other_bytes = sizeof(other);
    EXPECT(uk_sys_recvfrom(a, in, 4, 0x20, &other, &other_bytes), 8);
    EXPECT(other_bytes, sizeof(other));
    EXPECT(uk_sys_sendto(a, "back", 4, 0, &other, sizeof(other)), 4);
    EXPECT(uk_sys_read(b, in, sizeof(in)), 4);
    EXPECT(uk_sys_write(b, "x", 1), -EDESTADDRREQ);
    EXPECT(uk_sys_connect(b, at(2000), sizeof(local)), 0);
    EXPECT(uk_sys_write(b, "x", 1), 1);
    uk_sys_close(a);
    uk_sys_close(b);
}

static void pairs(void)
{
    int pair[2];

    EXPECT(uk_sys_socketpair(1, SOCK_STREAM, 0, pair), 0);
    patience = (struct uk_timeval){0, 10000};
    EXPECT(uk_sys_setsockopt(pair[1], 1, 20, &patience, sizeof(patience)), 0);
    EXPECT(uk_sys_read(pair[1], in, 10), -EAGAIN);
    EXPECT(uk_sys_write(pair[0], "pair", 4), 4);
    EXPECT(uk_sys_read(pair[1], in, 10), 4);
    EXPECT(uk_sys_shutdown(pair[1], 1), 0);
    EXPECT(uk_sys_read(pair[0], in, 10), 0);
    uk_sys_close(pair[0]);
    EXPECT(uk_sys_read(pair[1], in, 10), 0);
    EXPECT(uk_sys_write(pair[1], "x", 1), -EPIPE);
    uk_sys_close(pair[1]);
}

static void messages(void)
{
    int l = listen_on(1005), c = connect_to(1005);
    int s = (int)uk_sys_accept(l, NULL, NULL);
    struct uk_iovec vector[] = {{out, 3}, {out + 10, 0}, {out + 20, 4}};
    struct uk_msghdr m = {.msg_iov = vector, .msg_iovlen = 3};

    __builtin_memcpy(out, "abc", 3);
    __builtin_memcpy(out + 20, "defg", 4);
    EXPECT(uk_sys_sendmsg(c, &m, 0), 7);
    struct uk_iovec to[] = {{in, 2}, {in + 100, 100}};
    m = (struct uk_msghdr){.msg_iov = to, .msg_iovlen = 2};
    EXPECT(uk_sys_recvmsg(s, &m, 0), 7);
    EXPECT(in[1] == 'b' && in[100] == 'c' && in[104] == 'g', 1);
    m.msg_iovlen = 1025;
    EXPECT(uk_sys_sendmsg(c, &m, 0), -EMSGSIZE);
    EXPECT(uk_sys_recvmsg(s, &m, 0), -EMSGSIZE);
    struct uk_iovec sum[] = {{in, 1}, {in, INT64_MAX}};
    m = (struct uk_msghdr){.msg_iov = sum, .msg_iovlen = 2};
    EXPECT(uk_sys_sendmsg(c, &m, 0), -EINVAL);
    EXPECT(uk_sys_recvmsg(s, &m, 0), -EINVAL);
    EXPECT(uk_sys_sendmsg(999, &m, 0), -EINVAL);
    m.msg_iovlen = 1;
    EXPECT(uk_sys_sendmsg(999, &m, 0), -EBADF);
    EXPECT(uk_sys_recvfrom(s, in, SIZE_MAX, 0, NULL, NULL), -EINVAL);
    uk_sys_close(s);
    uk_sys_close(c);
    uk_sys_close(l);
}

/* However many pieces: one datagram each way, cut where there is no room. */
static void datagrams_in_pieces(void)
{
    int a = (int)uk_sys_socket(AF_INET, SOCK_DGRAM, 0);
    int b = (int)uk_sys_socket(AF_INET, SOCK_DGRAM, 0);
    struct address from = {0};
    struct uk_iovec pieces[] = {{out, 300}, {out + 300, 1}, {out + 301, 699}};
    struct uk_msghdr m = {.msg_name = at(1010),
                          .msg_namelen = sizeof(local),
                          .msg_iov = pieces,
                          .msg_iovlen = 3};

    for (int i = 0; i < 1000; i++)
        out[i] = (char)i;
    EXPECT(uk_sys_bind(b, at(1010), sizeof(local)), 0);
    EXPECT(uk_sys_sendmsg(a, &m, 0), 1000);
    EXPECT(uk_sys_sendmsg(a, &m, 0), 1000);
    struct uk_iovec room[] = {{in, 999}, {in + 1500, 500}};
    struct uk_msghdr to = {.msg_name = &from,
                           .msg_namelen = sizeof(from),
                           .msg_iov = room,
                           .msg_iovlen = 2};
    EXPECT(uk_sys_recvmsg(b, &to, 0), 1000);
    EXPECT(in[998] == out[998] && in[1500] == out[999], 1);
    EXPECT(to.msg_namelen, sizeof(from));
    EXPECT(from.ip[0], 127);
    EXPECT(to.msg_flags, 0);
    room[1].iov_len = 0;
    in[999] = 'x';
    EXPECT(uk_sys_recvmsg(b, &to, 0), 999);
    EXPECT(to.msg_flags, 0x20); /* MSG_TRUNC */
    EXPECT(in[999], 'x');
    EXPECT(uk_sys_recvmsg(b, &to, 0x40), -EAGAIN);
    /* No datagram is that long, and none is sent in parts. */
    struct uk_iovec large[] = {{out, 30000}, {in, 40000}};
    m.msg_iov = large;
    m.msg_iovlen = 2;
    EXPECT(uk_sys_sendmsg(a, &m, 0), -EMSGSIZE);
    EXPECT(uk_sys_recvmsg(b, &to, 0x40), -EAGAIN);
    uk_sys_close(a);
    uk_sys_close(b);
}

static int sink_total;

static void sink(void *listener)
{
    static char into[16384];
    int s = (int)uk_sys_accept((int)(long)listener, NULL, NULL);
    long n;

    while ((n = uk_sys_read(s, into, sizeof(into))) > 0)
        sink_total += (int)n;
    uk_sys_close(s);
}

/* More than any buffer holds: the writer waits for the reader. */
static void large(void)
{
    int l = listen_on(1006);
    int thread = uk_thread_create(sink, (void *)(long)l);
    int c = connect_to(1006);

    for (int sent = 0; sent < LARGE; sent += (int)sizeof(out))
        EXPECT(uk_sys_sendto(c, out, sizeof(out), 0, NULL, 0), sizeof(out));
    uk_sys_close(c);
    uk_thread_join(thread);
    EXPECT(sink_total, LARGE);
    uk_sys_close(l);
}

static void many(void)
{
    static int sockets[2 * MANY];
    int l = listen_on(1007);

    for (int i = 0; i < MANY; i++) {
        sockets[i] = connect_to(1007);
        sockets[MANY + i] = (int)uk_sys_accept(l, NULL, NULL);
    }
    for (int i = 0; i < MANY; i++)
        EXPECT(uk_sys_write(sockets[i], &i, 0), 0);
    for (int i = 0; i < MANY; i++)
        EXPECT(uk_sys_write(sockets[i], "m", 1), 1);
    for (int i = 0; i < MANY; i++)
        EXPECT(uk_sys_read(sockets[MANY + i], in, 10), 1);
    for (int i = 0; i < 2 * MANY; i++)
        uk_sys_close(sockets[i]);
    uk_sys_close(l);
}

/* 300 bytes are two portions of the device; that many equal ones would be a
 * chance of one in 2^2400. */
static void chance(void)
{
    EXPECT(uk_random_fill(out, 300), 0);
    EXPECT(uk_random_fill(in, 300), 0);
    EXPECT(__builtin_memcmp(out, in, 300) != 0, 1);
    EXPECT(__builtin_memcmp(out, out + 150, 150) != 0, 1);
}

void check_inside(void)
{
    chance();
    streams();
    refusals();
    resets();
    options();
    lengths_that_lie();
    timeouts();
    edges();
    datagrams();
    pairs();
    messages();
    datagrams_in_pieces();
    large();
    many();
}
