/* SPDX-License-Identifier: BSD-3-Clause */
/* Datagrams. What nobody reads is dropped beyond a limit for each socket. */
#include "sockets.h"
#include <stdlib.h>

#define QUEUE_MAX (64u << 10) /* bytes, each datagram's own costs included */
#define DATAGRAM_COST 64u
#define DATAGRAM_MAX 65507 /* 65,535 less the headers of IPv4 and UDP */

static void received(void *arg, struct udp_pcb *pcb, struct pbuf *p,
                     const ip_addr_t *from, u16_t port)
{
    struct sock *s = arg;
    struct datagram *d = NULL;

    (void)pcb;
    if (s->bytes + p->tot_len + DATAGRAM_COST <= QUEUE_MAX && !s->stops_reading)
        d = uk_lwip_malloc(sizeof(*d));
    if (!d) {
        pbuf_free(p);
        return;
    }
    *d = (struct datagram){.data = p, .from = *from, .port = port};
    if (s->first_datagram)
        s->last_datagram->next = d;
    else
        s->first_datagram = d;
    s->last_datagram = d;
    s->bytes += p->tot_len + DATAGRAM_COST;
    uk_sock_report_input(s);
}

int uk_udp_open(struct sock *s)
{
    s->udp = udp_new_ip_type(s->family == AF_INET ? IPADDR_TYPE_V4
                                                  : IPADDR_TYPE_ANY);
    if (!s->udp)
        return -ENOMEM;
    udp_recv(s->udp, received, s);
    return 0;
}

long uk_udp_send(struct sock *s, const void *data, size_t bytes,
                 const ip_addr_t *ip, u16_t port)
{
    if (bytes > DATAGRAM_MAX)
        return -EMSGSIZE;
    if (!ip && s->state != CONNECTED)
        return -EDESTADDRREQ;
    struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)bytes, PBUF_RAM);
    if (!p)
        return -ENOBUFS;
    if (bytes) /* or lwIP wants memory of nothing */
        pbuf_take(p, data, (u16_t)bytes);
    err_t e = ip ? udp_sendto(s->udp, p, ip, port) : udp_send(s->udp, p);
    pbuf_free(p);
    return e == ERR_OK ? (long)bytes : uk_sock_errno(e);
}

static void drop_first(struct sock *s)
{
    struct datagram *d = s->first_datagram;

    s->first_datagram = d->next;
    s->bytes -= d->data->tot_len + DATAGRAM_COST;
    pbuf_free(d->data);
    uk_lwip_free(d);
}

long uk_udp_receive(struct sock *s, void *data, size_t bytes, int flags)
{
    struct datagram *d = s->first_datagram;

    if (!d)
        return s->stops_reading ? 0 : -EAGAIN;
    size_t whole = d->data->tot_len;
    size_t n = whole < bytes ? whole : bytes;
    if (n)
        pbuf_copy_partial(d->data, data, (u16_t)n, 0);
    if (!(flags & MSG_PEEK))
        drop_first(s);
    return (long)(flags & MSG_TRUNC ? whole : n);
}

void uk_udp_close(struct sock *s)
{
    while (s->first_datagram)
        drop_first(s);
    udp_remove(s->udp);
}

unsigned uk_udp_events(const struct sock *s)
{
    return (s->first_datagram || s->stops_reading ? UK_INET_IN | UK_INET_RDNORM
                                                  : 0) |
           UK_INET_OUT | UK_INET_WRNORM;
}
