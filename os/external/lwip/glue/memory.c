/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's memory, from the compartment's heap. The limit is what keeps peers
 * that send and do not read, or connect and stay silent, from taking the
 * memory of the whole guest: beyond it lwIP drops packets and refuses
 * connections, as it does when its pools are empty. */
#include "net.h"
#include <lwip/arch.h>
#include <lwip/opt.h>
#include <lwip/pbuf.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/tcp.h>
#include <stdlib.h>
#include <uk/libparam.h>

#define LIMIT_MIB 24 /* of the 64 that a guest has by default */
#define HEADER 16    /* keeps the alignment of malloc */

static size_t in_use, limit;

void *uk_lwip_malloc(size_t bytes)
{
    if (!limit)
        limit = (size_t)uk_libparam_number("lwip.memory", LIMIT_MIB) << 20;
    if (in_use + bytes > limit)
        return NULL;
    size_t *block = malloc(bytes + HEADER);
    if (!block)
        return NULL;
    *block = bytes;
    in_use += bytes;
    return (char *)block + HEADER;
}

void *uk_lwip_calloc(size_t n, size_t size)
{
    char *block = uk_lwip_malloc(n * size); /* lwIP's products are small */

    for (size_t i = 0; block && i < n * size; i++)
        block[i] = 0;
    return block;
}

void uk_lwip_free(void *pointer)
{
    if (!pointer)
        return;
    size_t *block = (size_t *)(void *)((char *)pointer - HEADER);
    in_use -= *block;
    free(block);
}

int uk_lwip_memory_is_short(void)
{
    return in_use > limit / 2;
}

int uk_lwip_takes(struct pbuf *p, struct netif *netif)
{
    const struct ip_hdr *ip = p->payload;

    if (p->len < IP_HLEN || IPH_PROTO(ip) != IP_PROTO_TCP ||
        p->len < IPH_HL_BYTES(ip) + sizeof(struct tcp_hdr))
        return 0;
    const struct tcp_hdr *tcp =
        (const void *)((const char *)ip + IPH_HL_BYTES(ip));
    if ((TCPH_FLAGS(tcp) & (TCP_SYN | TCP_ACK)) != TCP_SYN)
        return 0;
    if (!uk_lwip_memory_is_short())
        return uk_early_holds(p, netif, lwip_ntohs(tcp->dest));
    pbuf_free(p);
    return 1;
}
