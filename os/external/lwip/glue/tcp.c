/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams. lwIP's callbacks put things into the socket; the functions of
 * uk/inet.h take them out. */
#include "net.h"
#include "sockets.h"

#define BACKLOG_MIN 128 /* connections complete in batches */
#define BACKLOG_MAX 4096
#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2
#define RETRY_TICKS 2    /* of lwIP's slow timer: one second */
#define WRITE_MAX 0xffff /* of one tcp_write */

static err_t received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t e)
{
    struct sock *s = arg;

    (void)e;
    if (!p) {
        s->at_end = 1;
    } else if (s->stops_reading) {
        tcp_recved(pcb, p->tot_len);
        pbuf_free(p);
    } else {
        s->bytes += p->tot_len;
        if (s->first)
            s->last->next = p;
        else
            s->first = p;
        while (p->next)
            p = p->next;
        s->last = p;
    }
    uk_sock_report_input(s);
    return ERR_OK;
}

static err_t sent(void *arg, struct tcp_pcb *pcb, u16_t bytes)
{
    (void)pcb;
    (void)bytes;
    uk_sock_report(arg);
    return ERR_OK;
}

/* Now and then: memory that a write lacked may be there again. */
static err_t retry(void *arg, struct tcp_pcb *pcb)
{
    (void)pcb;
    if (arg)
        uk_sock_report(arg);
    return ERR_OK;
}

/* lwIP has freed the pcb already. */
static void failed(void *arg, err_t e)
{
    struct sock *s = arg;

    s->tcp = NULL;
    s->at_end = 1;
    s->error = e == ERR_RST ? s->state == CONNECTING ? ECONNREFUSED : ECONNRESET
               : e == ERR_ABRT ? ETIMEDOUT
                               : -uk_sock_errno(e);
    s->state = OPEN;
    uk_sock_report(s);
}

static void attach(struct sock *s, struct tcp_pcb *pcb)
{
    s->tcp = pcb;
    tcp_arg(pcb, s);
    tcp_recv(pcb, received);
    tcp_sent(pcb, sent);
    tcp_err(pcb, failed);
    tcp_poll(pcb, retry, RETRY_TICKS);
}

static void detach(struct tcp_pcb *pcb)
{
    tcp_arg(pcb, NULL);
    tcp_recv(pcb, NULL);
    tcp_sent(pcb, NULL);
    tcp_err(pcb, NULL);
    tcp_poll(pcb, NULL, 0);
}

int uk_tcp_open(struct sock *s)
{
    struct tcp_pcb *pcb = tcp_new_ip_type(
        s->family == AF_INET ? IPADDR_TYPE_V4 : IPADDR_TYPE_ANY);

    if (!pcb)
        return -ENOMEM;
    attach(s, pcb);
    return 0;
}

int uk_tcp_bind(struct sock *s, const ip_addr_t *ip, u16_t port)
{
    return s->tcp && s->state == OPEN
               ? uk_sock_errno(tcp_bind(s->tcp, ip, port))
               : -EINVAL;
}

static err_t accepted(void *arg, struct tcp_pcb *pcb, err_t e)
{
    struct sock *listener = arg;

    if (e != ERR_OK || !pcb)
        return ERR_VAL;
    int is_full = !listener || listener->waiting >= listener->backlog;
    struct sock *s =
        is_full ? NULL : uk_sock_new(listener->family, SOCK_STREAM);
    if (!s) {
        tcp_abort(pcb);
        return ERR_ABRT;
    }
    attach(s, pcb);
    s->state = CONNECTED;
    s->listener = listener;
    if (listener->first_waiting)
        listener->last_waiting->next_waiting = s;
    else
        listener->first_waiting = s;
    listener->last_waiting = s;
    listener->waiting++;
    uk_sock_report_input(listener);
    return ERR_OK;
}

int uk_tcp_listen(struct sock *s, int backlog)
{
    if (s->state == LISTENING)
        return 0;
    if (s->state != OPEN || !s->tcp)
        return -EINVAL;
    err_t e = ERR_OK;
    if (backlog < BACKLOG_MIN)
        backlog = BACKLOG_MIN;
    if (backlog > BACKLOG_MAX)
        backlog = BACKLOG_MAX;
    /* An unbound socket listens on a port of lwIP's choice. */
    if (!s->tcp->local_port)
        e = tcp_bind(s->tcp, &s->tcp->local_ip, 0);
    struct tcp_pcb *pcb =
        e == ERR_OK ? tcp_listen_with_backlog_and_err(s->tcp, 0, &e) : NULL;
    if (!pcb)
        return uk_sock_errno(e);
    s->tcp = pcb;
    s->backlog = (unsigned)backlog;
    s->state = LISTENING;
    tcp_arg(pcb, s);
    tcp_accept(pcb, accepted);
    uk_early_listening(pcb->local_port);
    return 0;
}

int uk_tcp_accept(struct sock *s)
{
    struct sock *first = s->first_waiting;

    if (s->state != LISTENING)
        return -EINVAL;
    if (!first)
        return -EAGAIN;
    s->first_waiting = first->next_waiting;
    s->waiting--;
    first->listener = NULL;
    return first->number;
}

static err_t connected(void *arg, struct tcp_pcb *pcb, err_t e)
{
    struct sock *s = arg;

    (void)pcb;
    (void)e; /* failures come to failed() */
    s->state = CONNECTED;
    uk_sock_report(s);
    return ERR_OK;
}

int uk_tcp_connect(struct sock *s, const ip_addr_t *ip, u16_t port)
{
    if (s->state == CONNECTED)
        return -EISCONN;
    if (s->state == CONNECTING)
        return -EALREADY;
    if (s->state != OPEN || !s->tcp)
        return s->error ? -s->error : -EINVAL;
    err_t e = tcp_connect(s->tcp, ip, port, connected);
    if (e != ERR_OK)
        return uk_sock_errno(e);
    s->state = CONNECTING;
    return -EINPROGRESS;
}

long uk_tcp_send(struct sock *s, const void *data, size_t bytes)
{
    size_t done = 0;

    if (s->error) {
        int error = s->error;
        s->error = 0;
        return -error;
    }
    if (s->is_shut || !s->tcp || (s->state == OPEN))
        return s->is_shut || s->at_end ? -EPIPE : -ENOTCONN;
    if (s->state == CONNECTING)
        return -EAGAIN;
    if (s->state == LISTENING)
        return -ENOTCONN;
    while (done < bytes) {
        size_t n = tcp_sndbuf(s->tcp);

        if (n > bytes - done)
            n = bytes - done;
        if (n > WRITE_MAX)
            n = WRITE_MAX;
        int more = done + n < bytes;
        if (!n || tcp_write(s->tcp, (const char *)data + done, (u16_t)n,
                            TCP_WRITE_FLAG_COPY |
                                (more ? TCP_WRITE_FLAG_MORE : 0)) != ERR_OK)
            break;
        done += n;
    }
    if (done)
        uk_sock_output_later(s);
    else
        s->reported &= ~(unsigned)(UK_INET_OUT | UK_INET_WRNORM);
    return done || !bytes ? (long)done : -EAGAIN;
}

/* The first pbuf has been read. */
static void drop_first(struct sock *s)
{
    struct pbuf *p = s->first;

    s->first = p->next;
    s->offset = 0;
    p->next = NULL;
    p->tot_len = p->len;
    pbuf_free(p);
}

long uk_tcp_receive(struct sock *s, void *data, size_t bytes, int flags)
{
    size_t done = 0;
    uint16_t offset = s->offset;

    if (s->state == LISTENING)
        return -ENOTCONN;
    if (!s->bytes) {
        if (s->error) {
            int error = s->error;
            s->error = 0;
            return -error;
        }
        if (s->at_end || s->stops_reading)
            return 0;
        return s->state == OPEN ? -ENOTCONN : -EAGAIN;
    }
    for (struct pbuf *p = s->first; p && done < bytes;) {
        size_t n = p->len - offset;

        if (n > bytes - done)
            n = bytes - done;
        __builtin_memcpy((char *)data + done, (const char *)p->payload + offset,
                         n);
        done += n;
        offset = (uint16_t)(offset + n);
        if (offset < p->len)
            break;
        p = p->next;
        offset = 0;
        if (!(flags & MSG_PEEK))
            drop_first(s);
    }
    if (!(flags & MSG_PEEK)) {
        s->offset = offset;
        s->bytes -= (uint32_t)done;
        for (size_t left = done; left && s->tcp;) {
            u16_t n = (u16_t)(left < WRITE_MAX ? left : WRITE_MAX);
            tcp_recved(s->tcp, n);
            left -= n;
        }
    }
    return (long)done;
}

int uk_tcp_shutdown(struct sock *s, int how)
{
    if (s->state != CONNECTED)
        return -ENOTCONN;
    if (how != SHUT_WR)
        s->stops_reading = 1;
    if (how != SHUT_RD && !s->is_shut && s->tcp) {
        err_t e = tcp_shutdown(s->tcp, 0, 1);
        if (e != ERR_OK)
            return uk_sock_errno(e);
        s->is_shut = 1;
    }
    uk_sock_report(s);
    return 0;
}

void uk_tcp_close(struct sock *s)
{
    struct tcp_pcb *pcb = s->tcp;

    while (s->first_waiting) {
        struct sock *waiting = s->first_waiting;

        s->first_waiting = waiting->next_waiting;
        if (waiting->tcp) {
            detach(waiting->tcp);
            tcp_abort(waiting->tcp);
            waiting->tcp = NULL;
        }
        uk_tcp_close(waiting);
        uk_sock_free(waiting);
    }
    while (s->first)
        drop_first(s);
    if (!pcb)
        return;
    if (s->state == LISTENING) {
        tcp_arg(pcb, NULL);
        tcp_accept(pcb, NULL);
        tcp_close(pcb);
        return;
    }
    detach(pcb);
    /* Data that nobody has read, or no patience: the peer is told by RST. */
    if (s->linger == 0 || tcp_close(pcb) != ERR_OK)
        tcp_abort(pcb);
}

unsigned uk_tcp_events(const struct sock *s)
{
    unsigned events = 0;

    if (s->state == LISTENING)
        return s->first_waiting ? UK_INET_IN | UK_INET_RDNORM : 0;
    if (s->bytes || s->at_end || s->stops_reading)
        events |= UK_INET_IN | UK_INET_RDNORM;
    if (s->at_end || s->stops_reading)
        events |= UK_INET_RDHUP;
    if (s->error)
        events |= UK_INET_ERR;
    if (!s->tcp || (s->state == OPEN) || (s->at_end && s->is_shut))
        events |= UK_INET_HUP | UK_INET_OUT | UK_INET_WRNORM;
    else if (s->state == CONNECTED &&
             (s->is_shut || (tcp_sndbuf(s->tcp) >= TCP_SNDLOWAT &&
                             tcp_sndqueuelen(s->tcp) < TCP_SNDQUEUELOWAT)))
        events |= UK_INET_OUT | UK_INET_WRNORM;
    return events;
}
