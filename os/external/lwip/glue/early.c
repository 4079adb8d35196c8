/* SPDX-License-Identifier: BSD-3-Clause */
/* Connections that are asked for while the guest still boots. A user network
 * asks as soon as it knows the card, before the guest has its address, and if
 * nothing answers not again for six seconds. So in the first seconds such a
 * request waits for somebody to listen on its port. */
#include "net.h"
#include <lwip/ip4.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/ip4.h>
#include <lwip/timeouts.h>

#define HELD 16
#define HOLDS_FOR 2000 /* milliseconds since the card is there */
#define ANY_PORT 0

static struct {
    struct pbuf *packet; /* NULL: free */
    struct netif *netif;
    u16_t port, checks; /* what lwIP was to check of its frame */
} held[HELD];
static int is_early;

static int listens(u16_t port)
{
    const struct tcp_pcb_listen *pcb = tcp_listen_pcbs.listen_pcbs;

    while (pcb && pcb->local_port != port)
        pcb = pcb->next;
    return pcb != NULL;
}

/* The card's own buffer goes back at once. */
int uk_early_holds(struct pbuf *p, struct netif *netif, u16_t port)
{
    if (!is_early || listens(port))
        return 0;
    for (unsigned i = 0; i < HELD; i++) {
        if (held[i].packet)
            continue;
        struct pbuf *own = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
        if (!own)
            return 0;
        held[i].packet = own;
        held[i].netif = netif;
        held[i].port = port;
        held[i].checks = netif->chksum_flags;
        pbuf_free(p);
        return 1;
    }
    return 0;
}

static void release(u16_t port)
{
    for (unsigned i = 0; i < HELD; i++) {
        struct pbuf *p = held[i].packet;
        struct netif *netif = held[i].netif;
        if (!p || (port != ANY_PORT && port != held[i].port))
            continue;
        held[i].packet = NULL;
        u16_t checks = netif->chksum_flags;
        NETIF_SET_CHECKSUM_CTRL(netif, held[i].checks);
        ip4_input(p, netif);
        NETIF_SET_CHECKSUM_CTRL(netif, checks);
    }
}

void uk_early_listening(u16_t port)
{
    if (is_early)
        release(port);
}

static void end(void *unused)
{
    (void)unused;
    is_early = 0;
    release(ANY_PORT);
}

void uk_early_begin(void)
{
    is_early = 1;
    sys_timeout(HOLDS_FOR, end, NULL);
}
