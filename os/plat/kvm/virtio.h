/* SPDX-License-Identifier: BSD-3-Clause */
/* Between virtio devices (virtio.c) and their queues (virtqueue.c). */
#ifndef VIRTIO_H
#define VIRTIO_H

#include <arch.h>
#include <stdint.h>

#define VIRTIO_F_EVENT_IDX (1UL << 29)
#define VIRTQ_SIZE_MAX 256

struct virtq_desc {
    uint64_t address;
    uint32_t length;
    uint16_t flags, next;
};
_Static_assert(sizeof(struct virtq_desc) == 16, "virtio 1.1, 2.6.5");

struct virtq_avail {
    uint16_t flags, index;
    uint16_t ring[VIRTQ_SIZE_MAX]; /* used_event is behind the last in use */
};

struct virtq_used {
    uint16_t flags, index;
    struct {
        uint32_t id, length;
    } ring[VIRTQ_SIZE_MAX]; /* avail_event is behind the last in use */
};
_Static_assert(sizeof(struct virtq_used) < ARCH_PAGE_SIZE, "ring 3 sees it");

/* A split virtqueue. What the device owns is known from `busy`, never from
 * memory that the device or ring 3 writes. */
struct virtq {
    volatile struct virtq_desc *desc;
    volatile struct virtq_avail *avail;
    volatile struct virtq_used *used;
    volatile void *notify; /* the device's doorbell */
    struct arch_paddr used_page;
    uint16_t size, number;
    uint16_t taken; /* index of the used ring up to which slots are free */
    uint8_t has_event_index;
    uint8_t has_short_doorbell; /* 16 bits, not 32 */
    uint8_t is_played;          /* its device is no machine's: plat_played.h */
    uint8_t device;
    uint8_t busy[VIRTQ_SIZE_MAX];
    uint16_t next[VIRTQ_SIZE_MAX]; /* of a busy chain; itself: the last */
};

/* Memory for the rings; -1: none. */
int virtq_init(struct virtq *q, unsigned number, unsigned size);
struct arch_paddr virtq_paddr(const volatile void *ring);

#endif
