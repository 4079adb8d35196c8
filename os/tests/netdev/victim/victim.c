/* SPDX-License-Identifier: BSD-3-Clause */
#include <netdev_victim.h>

static uint8_t frame[VIRTIO_HEADER + ARP_LENGTH];
static uint8_t page[4096] __attribute__((aligned(4096)));

uint64_t netdev_victim_frame(uint64_t mac)
{
    uint8_t bytes[6];

    for (unsigned i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(mac >> 8 * i);
    write_request(frame + VIRTIO_HEADER, bytes);
    return (uint64_t)frame;
}

uint64_t netdev_victim_page(void)
{
    page[0] = 1;
    return (uint64_t)page;
}

int netdev_victim_has_page(void)
{
    return *(volatile uint8_t *)page == 1;
}
