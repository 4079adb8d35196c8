/* SPDX-License-Identifier: BSD-3-Clause */
/* Between virtio devices (virtio.c) and the transports by which they are found
 * (virtio_mmio.c, virtio_pci.c). Both have the same registers at different
 * places. */
#ifndef VIRTIO_DEVICE_H
#define VIRTIO_DEVICE_H

#include "virtio.h"
#include <flexos/layout.h>

enum virtio_register {
    DEVICE_FEATURES_SEL,
    DEVICE_FEATURES,
    DRIVER_FEATURES_SEL,
    DRIVER_FEATURES,
    STATUS,
    QUEUE_SEL,
    QUEUE_SIZE_MAX,
    QUEUE_SIZE,
    QUEUE_READY,
    QUEUE_DESC, /* 64 bits, as two halves; so the next two */
    QUEUE_DRIVER,
    QUEUE_DEVICE,
    /* MMIO alone: */
    INTERRUPT_STATUS,
    INTERRUPT_ACK,
    /* PCI alone: */
    QUEUE_VECTOR,
    QUEUE_DOORBELL,
    VIRTIO_REGISTERS
};

/* Where a register is. Width 0: this transport has none; it reads as 0. */
struct virtio_place {
    uint8_t offset, width; /* bytes */
};

struct virtio_device {
    const struct virtio_place *places;
    volatile uint8_t *registers;
    volatile uint8_t *config; /* the type's own registers */
    unsigned config_size;
    /* Queue q's is at doorbells + QUEUE_DOORBELL * stride. */
    volatile uint8_t *doorbells;
    uint32_t doorbell_stride;
    unsigned doorbells_size;
    uint8_t has_short_doorbell;
    uint8_t is_played;
    uint64_t features;
    unsigned type;
    unsigned queue_count;
    struct virtq queues[FLEXOS_QUEUES_MAX];
};

/* The next one to be filled in by a transport, zeroed, and its handle; NULL:
 * there are as many as an image can have. */
struct virtio_device *virtio_next(unsigned *handle);
/* Resets it and keeps it. */
void virtio_keep(struct virtio_device *device);

/* Transports. */
void virtio_mmio_probe_played(void);
void virtio_mmio_probe(char *command_line);
void virtio_pci_probe(void);

#endif
