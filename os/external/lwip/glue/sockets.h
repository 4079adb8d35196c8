/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets over lwIP's raw interface: shared by the files of this glue. */
#ifndef LWIP_GLUE_SOCKETS_H
#define LWIP_GLUE_SOCKETS_H

#include <errno.h>
#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>
#include <lwip/prot/ip.h>
#include <lwip/tcp.h>
#include <lwip/udp.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/inet.h>

#define AF_UNSPEC 0
#define AF_INET 2
#define AF_INET6 10
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define MSG_PEEK 2
#define MSG_TRUNC 32

enum state { OPEN, LISTENING, CONNECTING, CONNECTED };

/* A datagram that waits, in a list. */
struct datagram {
    struct datagram *next;
    struct pbuf *data;
    ip_addr_t from;
    u16_t port;
};

struct sock {
    int number;
    uint8_t family, type;
    uint8_t state;
    uint8_t at_end;  /* the peer sends no more */
    uint8_t is_shut; /* we send no more */
    uint8_t stops_reading;
    uint8_t is_v6_only;
    uint8_t has_output;  /* in the list of uk_sock_output */
    int error;           /* positive; what SO_ERROR gives and clears */
    int linger;          /* seconds, -1: off */
    unsigned reported;   /* events that posix-socket knows of */
    struct tcp_pcb *tcp; /* NULL once lwIP has dropped it */
    struct udp_pcb *udp;
    /* What was received: pbufs, one by one, the first from `offset` on. */
    struct pbuf *first, *last;
    uint16_t offset;
    uint32_t bytes; /* in that list, or in the datagrams */
    struct datagram *first_datagram, *last_datagram;
    /* Of a listening socket: connections to accept. Of such a connection:
   * who comes behind it. */
    struct sock *first_waiting, *last_waiting, *next_waiting;
    unsigned waiting, backlog; /* how many wait, at most */
    struct sock *listener;
};

/* sockets.c */
struct sock *uk_sock_new(int family, int type); /* NULL: no memory, no room */
void uk_sock_free(struct sock *s);
/* Tells posix-socket of events that it does not know of; call it after every
 * change. */
void uk_sock_report(struct sock *s);
int uk_sock_errno(err_t e); /* negative */
/* The same after something came, which is news though there was some before:
 * an epoll that is triggered by edges reports it. */
void uk_sock_report_input(struct sock *s);
/* Data was queued: the network thread sends it, with all that is queued until
 * it runs. */
void uk_sock_output_later(struct sock *s);

/* address.c; from the caller: 0 or negative errno. To the caller: bytes. */
int uk_address_read(const struct sock *s, const void *address, unsigned bytes,
                    ip_addr_t *ip, u16_t *port);
long uk_address_write(const struct sock *s, const ip_addr_t *ip, u16_t port,
                      void *address, size_t bytes);

/* tcp.c and udp.c: what uk/inet.h says, for their kind of socket. */
int uk_tcp_open(struct sock *s);
int uk_tcp_bind(struct sock *s, const ip_addr_t *ip, u16_t port);
int uk_tcp_listen(struct sock *s, int backlog);
int uk_tcp_accept(struct sock *s);
int uk_tcp_connect(struct sock *s, const ip_addr_t *ip, u16_t port);
long uk_tcp_send(struct sock *s, const void *data, size_t bytes);
long uk_tcp_receive(struct sock *s, void *data, size_t bytes, int flags);
int uk_tcp_shutdown(struct sock *s, int how);
void uk_tcp_close(struct sock *s);
unsigned uk_tcp_events(const struct sock *s);
int uk_udp_open(struct sock *s);
long uk_udp_send(struct sock *s, const void *data, size_t bytes,
                 const ip_addr_t *ip, u16_t port);
long uk_udp_receive(struct sock *s, void *data, size_t bytes, int flags);
void uk_udp_close(struct sock *s);
unsigned uk_udp_events(const struct sock *s);

/* options.c */
long uk_option_get(struct sock *s, int level, int option);
int uk_option_set(struct sock *s, int level, int option, int value);

#endif
