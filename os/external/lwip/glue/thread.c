/* SPDX-License-Identifier: BSD-3-Clause */
/* The network thread: waits for the card or for lwIP's next timer, feeds
 * frames, runs timers. Other threads call lwIP, too (inet.c); nothing in this
 * compartment waits in the middle of a call, so nobody sees it half done. */
#include "net.h"
#include <flexos/events.h>
#include <lwip/dhcp.h>
#include <lwip/init.h>
#include <lwip/ip4_addr.h>
#include <lwip/ip6_addr.h>
#include <lwip/timeouts.h>
#include <uk/assert.h>
#include <uk/libparam.h>
#include <uk/print.h>
#include <uk/sched.h>

#define MICROSECOND 1000UL
#define MILLISECOND 1000000UL
#define SECOND 1000000000UL
#define ADDRESS_TIMEOUT (5 * SECOND)
/* After traffic, look again for so long before waiting for an interrupt: most
 * peers answer sooner than a halted processor wakes up. */
#define SPIN 30 /* microseconds, parameter netdev.spin */
#define NO_ADDRESS 0

static int is_waiting;
static int is_polling; /* never waits: parameter netdev.poll */
static uint64_t spin;
static struct netif *card;
static int has_address;
static const uint64_t address_channel = FLEXOS_USER_TOP + 0x20001;

void uk_net_kick(void)
{
    if (is_waiting) {
        is_waiting = 0;
        uk_wake(uk_card_channel(), 1);
    }
}

/* Waits for frames, or the next timer. */
static void wait(void)
{
    uint64_t milliseconds = sys_timeouts_sleeptime();

    if (!milliseconds || uk_card_arm())
        return;
    is_waiting = 1;
    uk_wait(uk_card_channel(), milliseconds == SYS_TIMEOUTS_SLEEPTIME_INFINITE
                                   ? UK_FOREVER
                                   : milliseconds * MILLISECOND);
    is_waiting = 0;
}

static void run(void *unused)
{
    uint64_t last = 0;

    (void)unused;
    for (;;) {
        int came = uk_card_input();

        netif_poll_all();
        sys_check_timeouts();
        uk_sock_output();
        uk_card_flush();
        uint64_t now = flexos_clock(flexos_events());
        if (came)
            last = now;
        if (is_polling || now - last < spin)
            uk_sched_yield();
        else
            wait();
    }
}

static void print_address(struct netif *netif)
{
    const ip4_addr_t *a = netif_ip4_addr(netif), *g = netif_ip4_gw(netif);
    const ip4_addr_t *m = netif_ip4_netmask(netif);

    uk_printk("network: address %d.%d.%d.%d, mask %d.%d.%d.%d, gateway "
              "%d.%d.%d.%d (%s)\n",
              ip4_addr1(a), ip4_addr2(a), ip4_addr3(a), ip4_addr4(a),
              ip4_addr1(m), ip4_addr2(m), ip4_addr3(m), ip4_addr4(m),
              ip4_addr1(g), ip4_addr2(g), ip4_addr3(g), ip4_addr4(g),
              netif_dhcp_data(netif) ? "DHCP" : "parameters");
}

static void status_changed(struct netif *netif)
{
    static ip4_addr_t printed;

    if (ip4_addr_isany(netif_ip4_addr(netif)) ||
        ip4_addr_cmp(netif_ip4_addr(netif), &printed))
        return;
    ip4_addr_copy(printed, *netif_ip4_addr(netif));
    print_address(netif);
    has_address = 1;
    uk_wake(address_channel, 1);
}

/* From the parameters netdev.ipv4_*, else by DHCP. */
static void configure(void)
{
    ip4_addr_t address, mask, gateway;

    address.addr =
        lwip_htonl((u32_t)uk_libparam_ipv4("netdev.ipv4_addr", NO_ADDRESS));
    mask.addr = lwip_htonl(
        (u32_t)uk_libparam_ipv4("netdev.ipv4_subnet_mask", 0xffffff00));
    gateway.addr =
        lwip_htonl((u32_t)uk_libparam_ipv4("netdev.ipv4_gw_addr", NO_ADDRESS));
    netif_set_status_callback(card, status_changed);
    if (!ip4_addr_isany(&address))
        netif_set_addr(card, &address, &mask, &gateway);
    netif_set_up(card);
    if (ip4_addr_isany(&address))
        dhcp_start(card);
#if LWIP_IPV6
    netif_create_ip6_linklocal_address(card, 1);
    netif_set_ip6_autoconfig_enabled(card, 1);
#endif
}

/* ukboot calls it before main. */
void uk_net_boot(void)
{
    static int is_booted;

    if (is_booted) /* everybody can call it */
        return;
    is_booted = 1;
    spin = (uint64_t)uk_libparam_number("netdev.spin", SPIN) * MICROSECOND;
    is_polling = uk_libparam_number("netdev.poll", 0) != 0;
    lwip_init();
    card = uk_card_add();
    if (uk_thread_create(run, NULL) < 0)
        UK_CRASH("network: no memory for its thread; raise -M");
    if (!card)
        return;
    uk_early_begin();
    configure();
    if (!has_address && uk_wait(address_channel, ADDRESS_TIMEOUT) &&
        !has_address)
        uk_printk("network: no DHCP server has answered in %d s; name an "
                  "address: netdev.ipv4_addr=\n",
                  (int)(ADDRESS_TIMEOUT / SECOND));
}
