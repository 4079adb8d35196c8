/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the parts of this glue. */
#ifndef LWIP_GLUE_NET_H
#define LWIP_GLUE_NET_H

#include <lwip/netif.h>
#include <stdint.h>

/* Makes the first card lwIP's default interface. NULL: there is none. */
struct netif *uk_card_add(void);
/* Frames that have come go up; returns how many, a batch at most. */
int uk_card_input(void);
/* Frames that wait go out. */
void uk_card_flush(void);
/* Before waiting on the channel; 1: there is something to do. */
int uk_card_arm(void);
uint64_t uk_card_channel(void);

/* Sends what sockets have queued. */
void uk_sock_output(void);

/* Requests for connections that come before anybody listens are held for a
 * while. 1: this one is, the packet is taken. */
void uk_early_begin(void);
int uk_early_holds(struct pbuf *p, struct netif *netif, u16_t port);
/* Somebody listens on a port now. */
void uk_early_listening(u16_t port);

/* Something was queued that the network thread must move on. */
void uk_net_kick(void);

#endif
