/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's socket addresses and lwIP's. */
#include "sockets.h"
#include <string.h>

struct sockaddr_in {
    uint16_t family, port; /* port and address in network order */
    uint32_t address;
    uint8_t zero[8];
};
_Static_assert(sizeof(struct sockaddr_in) == 16, "uapi/linux/in.h");

struct sockaddr_in6 {
    uint16_t family, port;
    uint32_t flow;
    uint32_t address[4];
    uint32_t scope;
};
_Static_assert(sizeof(struct sockaddr_in6) == 28, "uapi/linux/in6.h");

#define MAPPED PP_HTONL(0xffff) /* ::ffff:a.b.c.d, RFC 4291, 2.5.5.2 */

#if LWIP_IPV6
static int read6(const struct sock *s, const struct sockaddr_in6 *in,
                 ip_addr_t *ip)
{
    if (!in->address[0] && !in->address[1] && in->address[2] == MAPPED) {
        if (s->is_v6_only)
            return -EINVAL;
        ip_addr_set_ip4_u32(ip, in->address[3]);
        return 0;
    }
    IP_ADDR6(ip, in->address[0], in->address[1], in->address[2],
             in->address[3]);
    ip6_addr_set_zone(ip_2_ip6(ip), (u8_t)in->scope);
    /* "::" of a socket that speaks both is any address of either. */
    if (ip_addr_isany(ip) && !s->is_v6_only)
        *ip = *IP_ANY_TYPE;
    return 0;
}

static void write6(const ip_addr_t *ip, struct sockaddr_in6 *out)
{
    if (IP_IS_V4(ip)) {
        out->address[2] = MAPPED;
        out->address[3] = ip_addr_get_ip4_u32(ip);
    } else {
        memcpy(out->address, ip_2_ip6(ip)->addr, sizeof(out->address));
        out->scope = ip6_addr_zone(ip_2_ip6(ip));
    }
}
#endif

int uk_address_read(const struct sock *s, const void *address, unsigned bytes,
                    ip_addr_t *ip, u16_t *port)
{
    struct sockaddr_in in;

    if (!address)
        return -EFAULT;
    if (bytes < sizeof(in))
        return -EINVAL;
    memcpy(&in, address, sizeof(in));
    *port = lwip_ntohs(in.port);
    if (in.family == AF_INET && s->family == AF_INET) {
        ip_addr_set_ip4_u32_val(*ip, in.address);
        return 0;
    }
#if LWIP_IPV6
    if (in.family == AF_INET6 && s->family == AF_INET6) {
        struct sockaddr_in6 in6;

        if (bytes < sizeof(in6) - sizeof(in6.scope))
            return -EINVAL;
        memset(&in6, 0, sizeof(in6));
        memcpy(&in6, address, bytes < sizeof(in6) ? bytes : sizeof(in6));
        return read6(s, &in6, ip);
    }
#endif
    return -EAFNOSUPPORT;
}

long uk_address_write(const struct sock *s, const ip_addr_t *ip, u16_t port,
                      void *address, size_t bytes)
{
    struct sockaddr_in in = {.family = AF_INET, .port = lwip_htons(port)};
    const void *from = &in;
    size_t n = sizeof(in);
#if LWIP_IPV6
    struct sockaddr_in6 in6 = {.family = AF_INET6, .port = lwip_htons(port)};

    if (s->family == AF_INET6) {
        write6(ip, &in6);
        from = &in6;
        n = sizeof(in6);
    } else
#endif
        in.address = ip_2_ip4(ip)->addr;
    (void)s;
    if (!address)
        return -EFAULT;
    memcpy(address, from, n < bytes ? n : bytes);
    return (long)n;
}
