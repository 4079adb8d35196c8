/* SPDX-License-Identifier: BSD-3-Clause */
/* Socket options that are numbers. Those that only tune what lwIP has no
 * notion of are accepted and have no effect; each says so. */
#include "sockets.h"

#define SOL_SOCKET 1
#define SO_REUSEADDR 2
#define SO_TYPE 3
#define SO_ERROR 4
#define SO_BROADCAST 6
#define SO_SNDBUF 7
#define SO_RCVBUF 8
#define SO_KEEPALIVE 9
#define SO_LINGER 13
#define SO_REUSEPORT 15
#define SO_ACCEPTCONN 30
#define SO_PROTOCOL 38
#define SO_DOMAIN 39
#define IPPROTO_IP 0
#define IP_TOS 1
#define IP_TTL 2
#define IPPROTO_TCP 6
#define TCP_NODELAY_OPTION 1
#define TCP_MAXSEG 2
#define TCP_KEEPIDLE_OPTION 4
#define TCP_KEEPINTVL_OPTION 5
#define TCP_KEEPCNT_OPTION 6
#define TCP_SYNCNT 7
#define TCP_DEFER_ACCEPT 9
#define TCP_QUICKACK 12
#define TCP_USER_TIMEOUT 18
#define TCP_FASTOPEN 23
#define IPPROTO_IPV6 41
#define IPV6_V6ONLY 26
#define MS 1000

/* The part that all kinds of pcb begin with; NULL: lwIP has dropped it. */
static struct ip_pcb *common(struct sock *s)
{
    return s->type == SOCK_STREAM ? (struct ip_pcb *)(void *)s->tcp
                                  : (struct ip_pcb *)(void *)s->udp;
}

static long socket_get(struct sock *s, int option)
{
    struct ip_pcb *pcb = common(s);
    int error = s->error;

    switch (option) {
    case SO_ERROR:
        s->error = 0;
        return error;
    case SO_TYPE:
        return s->type;
    case SO_DOMAIN:
        return s->family;
    case SO_PROTOCOL:
        return s->type == SOCK_STREAM ? IP_PROTO_TCP : IP_PROTO_UDP;
    case SO_ACCEPTCONN:
        return s->state == LISTENING;
    case SO_SNDBUF:
        return TCP_SND_BUF;
    case SO_RCVBUF:
        return TCP_WND;
    case SO_LINGER:
        return s->linger;
    case SO_REUSEADDR:
        return pcb && pcb->so_options & SOF_REUSEADDR ? 1 : 0;
    case SO_KEEPALIVE:
        return pcb && pcb->so_options & SOF_KEEPALIVE ? 1 : 0;
    case SO_BROADCAST:
        return pcb && pcb->so_options & SOF_BROADCAST ? 1 : 0;
    case SO_REUSEPORT:
        return 0;
    default:
        return -ENOPROTOOPT;
    }
}

static int set_flag(struct sock *s, unsigned flag, int value)
{
    struct ip_pcb *pcb = common(s);

    if (!pcb)
        return -EINVAL;
    pcb->so_options =
        (u8_t)(value ? pcb->so_options | flag : pcb->so_options & ~flag);
    return 0;
}

static int socket_set(struct sock *s, int option, int value)
{
    switch (option) {
    case SO_REUSEADDR:
        return set_flag(s, SOF_REUSEADDR, value);
    case SO_KEEPALIVE:
        return set_flag(s, SOF_KEEPALIVE, value);
    case SO_BROADCAST:
        return set_flag(s, SOF_BROADCAST, value);
    case SO_LINGER:
        s->linger = value;
        return 0;
    case SO_SNDBUF: /* lwIP's are all of one size */
    case SO_RCVBUF:
        return 0;
    default:
        return -ENOPROTOOPT;
    }
}

static long tcp_option_get(struct sock *s, int option)
{
    struct tcp_pcb *pcb = s->tcp;
    int is_listening = s->state == LISTENING;

    if (s->type != SOCK_STREAM)
        return -ENOPROTOOPT;
    if (!pcb || is_listening)
        return option == TCP_MAXSEG ? TCP_MSS : 0;
    switch (option) {
    case TCP_NODELAY_OPTION:
        return tcp_nagle_disabled(pcb) ? 1 : 0;
    case TCP_MAXSEG:
        return tcp_mss(pcb);
    case TCP_KEEPIDLE_OPTION:
        return pcb->keep_idle / MS;
    case TCP_KEEPINTVL_OPTION:
        return pcb->keep_intvl / MS;
    case TCP_KEEPCNT_OPTION:
        return pcb->keep_cnt;
    default:
        return -ENOPROTOOPT;
    }
}

static int tcp_option_set(struct sock *s, int option, int value)
{
    struct tcp_pcb *pcb = s->tcp;

    if (s->type != SOCK_STREAM)
        return -ENOPROTOOPT;
    switch (option) {
    case TCP_SYNCNT: /* lwIP decides when to give up and when to answer */
    case TCP_DEFER_ACCEPT:
    case TCP_QUICKACK:
    case TCP_USER_TIMEOUT:
    case TCP_FASTOPEN:
        return 0;
    default:
        break;
    }
    /* A listening pcb has none of the rest; Linux would hand them down. */
    if (!pcb || s->state == LISTENING)
        return 0;
    switch (option) {
    case TCP_NODELAY_OPTION:
        if (value)
            tcp_nagle_disable(pcb);
        else
            tcp_nagle_enable(pcb);
        return 0;
    case TCP_KEEPIDLE_OPTION:
        pcb->keep_idle = (u32_t)value * MS;
        return value > 0 ? 0 : -EINVAL;
    case TCP_KEEPINTVL_OPTION:
        pcb->keep_intvl = (u32_t)value * MS;
        return value > 0 ? 0 : -EINVAL;
    case TCP_KEEPCNT_OPTION:
        pcb->keep_cnt = (u32_t)value;
        return value > 0 ? 0 : -EINVAL;
    default:
        return -ENOPROTOOPT;
    }
}

long uk_option_get(struct sock *s, int level, int option)
{
    struct ip_pcb *pcb = common(s);

    switch (level) {
    case SOL_SOCKET:
        return socket_get(s, option);
    case IPPROTO_TCP:
        return tcp_option_get(s, option);
    case IPPROTO_IP:
        if (option == IP_TOS || option == IP_TTL)
            return !pcb ? 0 : option == IP_TOS ? pcb->tos : pcb->ttl;
        return -ENOPROTOOPT;
    case IPPROTO_IPV6:
        return option == IPV6_V6ONLY && s->family == AF_INET6 ? s->is_v6_only
                                                              : -ENOPROTOOPT;
    default:
        return -ENOPROTOOPT;
    }
}

int uk_option_set(struct sock *s, int level, int option, int value)
{
    struct ip_pcb *pcb = common(s);

    switch (level) {
    case SOL_SOCKET:
        return socket_set(s, option, value);
    case IPPROTO_TCP:
        return tcp_option_set(s, option, value);
    case IPPROTO_IP:
        if (option != IP_TOS && option != IP_TTL)
            return -ENOPROTOOPT;
        if (value < 0 || value > 255)
            return -EINVAL;
        if (pcb && option == IP_TOS)
            pcb->tos = (u8_t)value;
        else if (pcb)
            pcb->ttl = (u8_t)value;
        return 0;
    case IPPROTO_IPV6:
        if (option != IPV6_V6ONLY || s->family != AF_INET6)
            return -ENOPROTOOPT;
        s->is_v6_only = value != 0;
        return 0;
    default:
        return -ENOPROTOOPT;
    }
}
