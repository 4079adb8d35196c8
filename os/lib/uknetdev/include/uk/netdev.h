/* SPDX-License-Identifier: BSD-3-Clause */
/* Network devices: Ethernet frames in buffers that belong to the driver and
 * that devices reach. Drivers, this library and the network stack share a
 * compartment, so that frames need not be copied between them. */
#ifndef UK_NETDEV_H
#define UK_NETDEV_H

#include <stdint.h>

#define UK_NETDEV_MAX 4

/* Of a device: it fills in TCP and UDP checksums, whose field then holds the
 * sum of the pseudo header; it checks those of what it receives. */
#define UK_NETDEV_SENDS_CHECKSUMS 1
#define UK_NETDEV_CHECKS_CHECKSUMS 2

/* Of a frame: received and its checksum is good; to be sent and the device
 * must fill the checksum in. */
#define UK_NETDEV_CHECKSUM_GOOD 1
#define UK_NETDEV_CHECKSUM_MISSING 2

struct uk_netdev_frame {
    uint8_t *data; /* from the Ethernet header on */
    uint32_t length;
    uint16_t buffer;
    uint16_t flags;
    /* Only for CHECKSUM_MISSING: where the sum starts, from data, and where
   * it goes, from there. */
    uint16_t sum_start, sum_offset;
};

/* What a driver does. `unit` is its own number for the device. */
struct uk_netdev_ops {
    /* Frames that have come, at most `max`; each buffer is the caller's until
   * it releases it. */
    int (*receive)(unsigned unit, struct uk_netdev_frame *frames, int max);
    void (*release)(unsigned unit, unsigned buffer);
    /* Buffers that wait for frames or are on their way back there. */
    unsigned (*spare)(unsigned unit);
    /* An empty buffer to fill: 0, or -EAGAIN, all are being sent. */
    int (*prepare)(unsigned unit, struct uk_netdev_frame *frame);
    /* Sends a prepared frame, at the next flush at the latest. */
    void (*transmit)(unsigned unit, const struct uk_netdev_frame *frame);
    void (*flush)(unsigned unit);
    /* Before waiting on the device's channel; 1: no need, frames are there. */
    int (*arm)(unsigned unit);
};

struct uk_netdev {
    const struct uk_netdev_ops *ops;
    uint64_t channel; /* woken when frames arrive after arm() */
    unsigned unit;
    unsigned features;
    uint16_t mtu;         /* bytes behind the Ethernet header */
    uint16_t buffer_size; /* bytes of a buffer to be sent */
    uint8_t mac[6];
};

/* Drivers call it when they have found a device; 0, -ENOSPC, or
 * -EINVAL: a function is no entry. The table is copied. */
int uk_netdev_register(const struct uk_netdev *device);

/* The image's devices; the first call looks for them. */
unsigned uk_netdev_count(void);
const struct uk_netdev *uk_netdev_get(unsigned index);

#endif
