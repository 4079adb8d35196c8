/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's interface over the first network card. A received frame goes up in
 * the card's own buffer, unless so many are held by slow readers that the
 * card would soon have none: then it is copied, and dropped when lwIP's
 * memory is at its limit. */
#include "net.h"
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/inet_chksum.h>
#include <lwip/pbuf.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/tcp.h>
#include <netif/ethernet.h>
#include <stdlib.h>
#include <string.h>
#include <uk/netdev.h>
#include <uk/print.h>

#define BATCH 64
#define BUFFERS_MAX 256
#define SPARE_MIN 96 /* buffers that the card must keep */
#define ETHERNET 14

struct received {
    struct pbuf_custom pbuf; /* first: lwIP hands this back */
    uint16_t buffer;
};

static struct netif card_netif;
static const struct uk_netdev *card;
static struct received received[BUFFERS_MAX];
#define CHECKS (NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP)
static const uint64_t no_card_channel = 0x0000800000020000;

static void give_back(struct pbuf *p)
{
    struct received *r = (struct received *)(void *)p;

    card->ops->release(card->unit, r->buffer);
}

static struct pbuf *wrap(const struct uk_netdev_frame *frame)
{
    struct received *r = &received[frame->buffer];

    r->pbuf.custom_free_function = give_back;
    r->buffer = frame->buffer;
    return pbuf_alloced_custom(PBUF_RAW, (u16_t)frame->length, PBUF_REF,
                               &r->pbuf, frame->data, (u16_t)frame->length);
}

static struct pbuf *copy(const struct uk_netdev_frame *frame)
{
    struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)frame->length, PBUF_RAM);

    if (p)
        pbuf_take(p, frame->data, (u16_t)frame->length);
    card->ops->release(card->unit, frame->buffer);
    return p;
}

int uk_card_input(void)
{
    struct uk_netdev_frame frames[BATCH];

    if (!card)
        return 0;
    int n = card->ops->receive(card->unit, frames, BATCH);
    for (int i = 0; i < n; i++) {
        /* Input is done with the frame's checksum when it returns. */
        if (frames[i].flags & UK_NETDEV_CHECKSUM_GOOD)
            card_netif.chksum_flags &= (u16_t)~CHECKS;
        else
            card_netif.chksum_flags |= CHECKS;
        struct pbuf *p = card->ops->spare(card->unit) >= SPARE_MIN
                             ? wrap(&frames[i])
                             : copy(&frames[i]);
        if (p && card_netif.input(p, &card_netif) != ERR_OK)
            pbuf_free(p);
    }
    return n;
}

/* lwIP decides by interface, not by packet, and only IPv4 is prepared for
 * cards below. */
static int sends_checksums(void)
{
    return !LWIP_IPV6 && card->features & UK_NETDEV_SENDS_CHECKSUMS;
}

/* The card adds up TCP and UDP itself: it wants the pseudo header's sum where
 * the checksum goes, and to know where that is. */
static void leave_checksum(struct uk_netdev_frame *frame)
{
    struct ip_hdr *ip = (void *)(frame->data + ETHERNET);
    unsigned header = IPH_HL_BYTES(ip);
    unsigned protocol = IPH_PROTO(ip);

    if (frame->data[12] != 0x08 || frame->data[13] != 0x00 ||
        IPH_OFFSET(ip) & PP_HTONS(IP_OFFMASK | IP_MF) ||
        (protocol != IP_PROTO_TCP && protocol != IP_PROTO_UDP))
        return;
    ip4_addr_t from, to;
    ip4_addr_copy(from, ip->src);
    ip4_addr_copy(to, ip->dest);
    uint8_t *transport = (uint8_t *)ip + header;
    frame->sum_start = (uint16_t)(ETHERNET + header);
    frame->sum_offset = protocol == IP_PROTO_TCP ? 16 : 6;
    frame->flags = UK_NETDEV_CHECKSUM_MISSING;
    uint32_t sum =
        (ip4_addr_get_u32(&from) >> 16) + (ip4_addr_get_u32(&from) & 0xffff) +
        (ip4_addr_get_u32(&to) >> 16) + (ip4_addr_get_u32(&to) & 0xffff) +
        lwip_htons((u16_t)protocol) +
        lwip_htons((u16_t)(lwip_ntohs(IPH_LEN(ip)) - header));
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    uint16_t folded = (uint16_t)sum;
    memcpy(transport + frame->sum_offset, &folded, sizeof(folded));
}

static err_t output(struct netif *netif, struct pbuf *p)
{
    struct uk_netdev_frame frame;

    if (p->tot_len > card->buffer_size)
        return ERR_BUF;
    if (card->ops->prepare(card->unit, &frame))
        return ERR_MEM;
    frame.length = pbuf_copy_partial(p, frame.data, p->tot_len, 0);
    if (sends_checksums())
        leave_checksum(&frame);
    card->ops->transmit(card->unit, &frame);
    uk_net_kick();
    (void)netif;
    return ERR_OK;
}

static err_t start(struct netif *netif)
{
    unsigned sums = NETIF_CHECKSUM_ENABLE_ALL;

    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->output = etharp_output;
#if LWIP_IPV6
    netif->output_ip6 = ethip6_output;
#endif
    netif->linkoutput = output;
    netif->mtu = card->mtu;
    netif->hwaddr_len = ETH_HWADDR_LEN;
    memcpy(netif->hwaddr, card->mac, ETH_HWADDR_LEN);
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP |
                   NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP | NETIF_FLAG_MLD6;
    if (sends_checksums())
        sums &= ~(unsigned)(NETIF_CHECKSUM_GEN_TCP | NETIF_CHECKSUM_GEN_UDP);
    NETIF_SET_CHECKSUM_CTRL(netif, (u16_t)sums);
    return ERR_OK;
}

struct netif *uk_card_add(void)
{
    card = uk_netdev_get(0);
    if (!card)
        return NULL;
    if (uk_netdev_count() > 1)
        uk_printk("lwip: only the first of %u network cards is used\n",
                  uk_netdev_count());
    if (!netif_add_noaddr(&card_netif, NULL, start, ethernet_input))
        return NULL;
    netif_set_default(&card_netif);
    return &card_netif;
}

void uk_card_flush(void)
{
    if (card)
        card->ops->flush(card->unit);
}

int uk_card_arm(void)
{
    return card ? card->ops->arm(card->unit) : 0;
}

uint64_t uk_card_channel(void)
{
    return card ? card->channel : no_card_channel;
}
