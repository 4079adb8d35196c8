/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NETDEV_VICTIM_H
#define NETDEV_VICTIM_H

#include <stdint.h>

#define VIRTIO_HEADER 12 /* bytes before a frame, virtio 1.1, 5.1.6 */
#define ARP_LENGTH 42
#define ARP_SENDER 22

/* Broadcast, from `mac`: who has 10.0.2.2, tell 10.0.2.15 (RFC 826). */
static inline void write_request(uint8_t *frame, const uint8_t *mac)
{
    static const uint8_t fixed[] = {0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, 1};
    static const uint8_t sender[] = {10, 0, 2, 15}, target[] = {10, 0, 2, 2};

    for (unsigned i = 0; i < ARP_LENGTH; i++)
        frame[i] = 0;
    for (unsigned i = 0; i < 6; i++) {
        frame[i] = 0xff;
        frame[6 + i] = frame[ARP_SENDER + i] = mac[i];
    }
    for (unsigned i = 0; i < sizeof(fixed); i++)
        frame[12 + i] = fixed[i];
    for (unsigned i = 0; i < 4; i++) {
        frame[ARP_SENDER + 6 + i] = sender[i];
        frame[ARP_SENDER + 16 + i] = target[i];
    }
}

/* Makes the frame, with a header of zeros before it, in this library's private
 * memory; mac: six bytes, the first is the lowest. Where it lies. */
uint64_t netdev_victim_frame(uint64_t mac);

/* Where a page of this library's private memory lies, once something was
 * written there; and whether it is there still. */
uint64_t netdev_victim_page(void);
int netdev_victim_has_page(void);

#endif
