/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of sockets, and uk/inet.h over it. */
#include "sockets.h"
#include "net.h"
#include <string.h>

#define SOCKETS_MAX 4096
#define AT_ONCE 256 /* the table grows by so many pointers */
#define NO_LINGER (-1)

void uk_socket_event(int socket, unsigned events) __attribute__((weak));

/* Numbers of sockets with output; those that were closed since are skipped. */
static int outputs[SOCKETS_MAX];
static int output_count;

static struct sock **groups[SOCKETS_MAX / AT_ONCE];
static int first_free; /* no number below it is */

static struct sock **slot(int number)
{
    struct sock **group = groups[number / AT_ONCE];

    return group ? &group[number % AT_ONCE] : NULL;
}

static struct sock *find(int number)
{
    if (number < 0 || number >= SOCKETS_MAX)
        return NULL;
    struct sock **at = slot(number);
    /* One that waits to be accepted is nobody's yet. */
    return at && *at && !(*at)->listener ? *at : NULL;
}

struct sock *uk_sock_new(int family, int type)
{
    int number = first_free;

    while (number < SOCKETS_MAX && slot(number) && *slot(number))
        number++;
    if (number == SOCKETS_MAX)
        return NULL;
    if (!slot(number)) {
        groups[number / AT_ONCE] =
            uk_lwip_calloc(AT_ONCE, sizeof(struct sock *));
        if (!slot(number))
            return NULL;
    }
    struct sock *s = uk_lwip_calloc(1, sizeof(*s));
    if (!s)
        return NULL;
    s->number = number;
    s->family = (uint8_t)family;
    s->type = (uint8_t)type;
    s->linger = NO_LINGER;
    *slot(number) = s;
    first_free = number + 1;
    return s;
}

void uk_sock_free(struct sock *s)
{
    *slot(s->number) = NULL;
    if (s->number < first_free)
        first_free = s->number;
    uk_lwip_free(s);
}

static unsigned events_of(const struct sock *s)
{
    return s->type == SOCK_STREAM ? uk_tcp_events(s) : uk_udp_events(s);
}

void uk_sock_report(struct sock *s)
{
    unsigned now = events_of(s);
    unsigned fresh = now & ~s->reported;

    s->reported = now;
    if (fresh && !s->listener && uk_socket_event)
        uk_socket_event(s->number, fresh);
}

void uk_sock_report_input(struct sock *s)
{
    s->reported &= ~(unsigned)(UK_INET_IN | UK_INET_RDNORM);
    uk_sock_report(s);
}

void uk_sock_output_later(struct sock *s)
{
    if (s->has_output)
        return;
    if (output_count == SOCKETS_MAX) {
        tcp_output(s->tcp);
        return;
    }
    s->has_output = 1;
    outputs[output_count++] = s->number;
    uk_net_kick();
}

void uk_sock_output(void)
{
    for (int i = 0; i < output_count; i++) {
        struct sock *s = find(outputs[i]);

        if (!s || !s->has_output)
            continue;
        s->has_output = 0;
        if (s->tcp && s->state == CONNECTED)
            tcp_output(s->tcp);
    }
    output_count = 0;
    /* Packets to this guest itself wait in lwIP. */
    netif_poll_all();
}

/* Packets of the calling thread to this guest itself wait in lwIP, too, for
 * the network thread. */
static void kick_if_looped(void)
{
    struct netif *netif;

    NETIF_FOREACH(netif)
    if (netif->loop_first)
        uk_net_kick();
}

int uk_sock_errno(err_t e)
{
    static const uint8_t numbers[] = {
        [0] = 0,
        [-ERR_MEM] = ENOMEM,
        [-ERR_BUF] = ENOBUFS,
        [-ERR_TIMEOUT] = ETIMEDOUT,
        [-ERR_RTE] = EHOSTUNREACH,
        [-ERR_INPROGRESS] = EINPROGRESS,
        [-ERR_VAL] = EINVAL,
        [-ERR_WOULDBLOCK] = EAGAIN,
        [-ERR_USE] = EADDRINUSE,
        [-ERR_ALREADY] = EALREADY,
        [-ERR_ISCONN] = EISCONN,
        [-ERR_CONN] = ENOTCONN,
        [-ERR_IF] = EIO,
        [-ERR_ABRT] = ECONNABORTED,
        [-ERR_RST] = ECONNRESET,
        [-ERR_CLSD] = ENOTCONN,
        [-ERR_ARG] = EINVAL,
    };

    return e <= 0 && -e < (int)sizeof(numbers) ? -numbers[-e] : -EIO;
}

int uk_inet_socket(int family, int type, int protocol)
{
    int tcp = type == SOCK_STREAM && (!protocol || protocol == IP_PROTO_TCP);
    int udp = type == SOCK_DGRAM && (!protocol || protocol == IP_PROTO_UDP);

    if (family != AF_INET && (family != AF_INET6 || !LWIP_IPV6))
        return -EAFNOSUPPORT;
    if (!tcp && !udp)
        return -EPROTONOSUPPORT;
    struct sock *s = uk_sock_new(family, type);
    if (!s)
        return -ENFILE;
    int failed = tcp ? uk_tcp_open(s) : uk_udp_open(s);
    if (failed) {
        uk_sock_free(s);
        return failed;
    }
    s->reported = events_of(s);
    return s->number;
}

int uk_inet_close(int socket)
{
    struct sock *s = find(socket);

    if (!s)
        return -EBADF;
    if (s->type == SOCK_STREAM)
        uk_tcp_close(s);
    else
        uk_udp_close(s);
    uk_sock_free(s);
    kick_if_looped();
    return 0;
}

int uk_inet_bind(int socket, const void *address, unsigned bytes)
{
    struct sock *s = find(socket);
    ip_addr_t ip;
    u16_t port;
    int failed = s ? uk_address_read(s, address, bytes, &ip, &port) : -EBADF;

    if (failed)
        return failed;
    return s->type == SOCK_STREAM ? uk_tcp_bind(s, &ip, port)
                                  : uk_sock_errno(udp_bind(s->udp, &ip, port));
}

int uk_inet_listen(int socket, int backlog)
{
    struct sock *s = find(socket);

    if (!s)
        return -EBADF;
    return s->type == SOCK_STREAM ? uk_tcp_listen(s, backlog) : -EOPNOTSUPP;
}

int uk_inet_accept(int socket)
{
    struct sock *s = find(socket);

    if (!s)
        return -EBADF;
    if (s->type != SOCK_STREAM)
        return -EOPNOTSUPP;
    int number = uk_tcp_accept(s);
    s->reported &= events_of(s);
    return number;
}

int uk_inet_connect(int socket, const void *address, unsigned bytes)
{
    struct sock *s = find(socket);
    ip_addr_t ip;
    u16_t port;
    uint16_t family = 0;

    if (!s || !address)
        return s ? -EFAULT : -EBADF;
    if (bytes >= sizeof(family))
        memcpy(&family, address, sizeof(family));
    if (s->type == SOCK_DGRAM && bytes >= sizeof(family) &&
        family == AF_UNSPEC) {
        udp_disconnect(s->udp);
        s->state = OPEN;
        return 0;
    }
    int failed = uk_address_read(s, address, bytes, &ip, &port);
    if (failed)
        return failed;
    if (s->type == SOCK_STREAM) {
        int result = uk_tcp_connect(s, &ip, port);
        s->reported &= events_of(s);
        kick_if_looped();
        return result;
    }
    failed = uk_sock_errno(udp_connect(s->udp, &ip, port));
    if (!failed)
        s->state = CONNECTED;
    return failed;
}

int uk_inet_shutdown(int socket, int how)
{
    struct sock *s = find(socket);

    if (!s)
        return -EBADF;
    if (how < 0 || how > 2)
        return -EINVAL;
    if (s->type == SOCK_STREAM) {
        int failed = uk_tcp_shutdown(s, how);
        kick_if_looped();
        return failed;
    }
    if (s->state != CONNECTED)
        return -ENOTCONN;
    s->stops_reading |= how != 1;
    s->is_shut |= how != 0;
    uk_sock_report(s);
    return 0;
}

long uk_inet_send(int socket, const void *data, size_t bytes,
                  const void *address, unsigned address_bytes)
{
    struct sock *s = find(socket);
    ip_addr_t ip;
    u16_t port = 0;

    if (!s || (!data && bytes))
        return s ? -EFAULT : -EBADF;
    if (s->type == SOCK_STREAM) {
        long sent = uk_tcp_send(s, data, bytes);
        s->reported &= events_of(s);
        return sent;
    }
    if (s->is_shut)
        return -EPIPE;
    int failed = address_bytes
                     ? uk_address_read(s, address, address_bytes, &ip, &port)
                     : 0;
    if (failed)
        return failed;
    long sent = uk_udp_send(s, data, bytes, address_bytes ? &ip : NULL, port);
    kick_if_looped();
    return sent;
}

long uk_inet_receive(int socket, void *data, size_t bytes, int flags)
{
    struct sock *s = find(socket);

    if (!s || (!data && bytes))
        return s ? -EFAULT : -EBADF;
    long got = s->type == SOCK_STREAM ? uk_tcp_receive(s, data, bytes, flags)
                                      : uk_udp_receive(s, data, bytes, flags);
    s->reported &= events_of(s);
    kick_if_looped();
    return got;
}

long uk_inet_sender(int socket, void *address, size_t bytes)
{
    struct sock *s = find(socket);

    if (!s)
        return -EBADF;
    struct datagram *d = s->first_datagram;
    return d ? uk_address_write(s, &d->from, d->port, address, bytes) : 0;
}

long uk_inet_pending(int socket)
{
    struct sock *s = find(socket);

    if (!s)
        return -EBADF;
    if (s->type == SOCK_STREAM)
        return s->bytes;
    return s->first_datagram ? s->first_datagram->data->tot_len : 0;
}

long uk_inet_name(int socket, int peer, void *address, size_t bytes)
{
    struct sock *s = find(socket);

    if (!s)
        return -EBADF;
    if (peer && s->state != CONNECTED)
        return -ENOTCONN;
    if (s->type == SOCK_DGRAM)
        return uk_address_write(
            s, peer ? &s->udp->remote_ip : &s->udp->local_ip,
            peer ? s->udp->remote_port : s->udp->local_port, address, bytes);
    if (!s->tcp)
        return peer ? -ENOTCONN : -EINVAL;
    /* A listening pcb has no peer, and ends before these fields. */
    return uk_address_write(s, peer ? &s->tcp->remote_ip : &s->tcp->local_ip,
                            peer ? s->tcp->remote_port : s->tcp->local_port,
                            address, bytes);
}

long uk_inet_get(int socket, int level, int option)
{
    struct sock *s = find(socket);

    return s ? uk_option_get(s, level, option) : -EBADF;
}

int uk_inet_set(int socket, int level, int option, int value)
{
    struct sock *s = find(socket);

    return s ? uk_option_set(s, level, option, value) : -EBADF;
}

unsigned uk_inet_events(int socket)
{
    struct sock *s = find(socket);

    return s ? events_of(s) : 0;
}
