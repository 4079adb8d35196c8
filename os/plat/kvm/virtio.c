/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio devices (virtio 1.1, chapter 3): starts them, takes their
 * interrupts, whatever the transport. */
#include "virtio_device.h"
#include <errno.h>
#include <flexos/core.h>
#include <plat.h>
#include <plat_played.h>

#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER 2
#define STATUS_DRIVER_OK 4
#define STATUS_FEATURES_OK 8
#define VIRTIO_F_VERSION_1 (1UL << 32)
#define VECTOR 0 /* of a device's MSI-X table */

static struct virtio_device devices[FLEXOS_DEVICES_MAX];
static unsigned device_count;

static long load(const volatile uint8_t *at, uint64_t width)
{
    switch (width) {
    case 1:
        return *at;
    case 2:
        return *(const volatile uint16_t *)(const volatile void *)at;
    case 4:
        return *(const volatile uint32_t *)(const volatile void *)at;
    default:
        return -EINVAL;
    }
}

static void store(volatile uint8_t *at, unsigned width, uint32_t value)
{
    if (width == 1)
        *at = (uint8_t)value;
    else if (width == 2)
        *(volatile uint16_t *)(volatile void *)at = (uint16_t)value;
    else if (width == 4)
        *(volatile uint32_t *)(volatile void *)at = value;
}

static uint32_t get(const struct virtio_device *d, enum virtio_register r)
{
    const struct virtio_place *p = &d->places[r];

    return p->width ? (uint32_t)load(d->registers + p->offset, p->width) : 0;
}

static void put(struct virtio_device *d, enum virtio_register r, uint32_t value)
{
    store(d->registers + d->places[r].offset, d->places[r].width, value);
}

static void put_address(struct virtio_device *d, enum virtio_register r,
                        const volatile void *ring)
{
    uint64_t pa = virtq_paddr(ring).value;

    put(d, r, (uint32_t)pa);
    store(d->registers + d->places[r].offset + 4, 4, (uint32_t)(pa >> 32));
}

struct virtio_device *virtio_next(unsigned *handle)
{
    *handle = device_count;
    if (device_count == FLEXOS_DEVICES_MAX)
        return NULL;
    arch_clear(&devices[device_count], sizeof(devices[0]));
    return &devices[device_count];
}

void virtio_keep(struct virtio_device *d)
{
    put(d, STATUS, 0);
    device_count++;
}

void plat_devices_init(char *command_line)
{
    if (plat_played_run)
        virtio_mmio_probe_played();
    virtio_mmio_probe(command_line);
    virtio_pci_probe();
}

long plat_device_find(unsigned type, unsigned index)
{
    for (unsigned i = device_count; i-- > 0;) /* found last to first */
        if (devices[i].type == type && !index--)
            return i;
    return -ENODEV;
}

/* Returns the features in force; 0: the device refuses. */
static uint64_t negotiate(struct virtio_device *d, uint64_t wanted)
{
    uint64_t offered;

    put(d, DEVICE_FEATURES_SEL, 0);
    offered = get(d, DEVICE_FEATURES);
    put(d, DEVICE_FEATURES_SEL, 1);
    offered |= (uint64_t)get(d, DEVICE_FEATURES) << 32;
    /* No other transport features: packed rings and an IOMMU would change
   * what descriptors mean. */
    uint64_t agreed = offered & ((wanted & 0xffffff) | VIRTIO_F_EVENT_IDX |
                                 VIRTIO_F_VERSION_1);
    put(d, DRIVER_FEATURES_SEL, 0);
    put(d, DRIVER_FEATURES, (uint32_t)agreed);
    put(d, DRIVER_FEATURES_SEL, 1);
    put(d, DRIVER_FEATURES, (uint32_t)(agreed >> 32));
    put(d, STATUS, get(d, STATUS) | STATUS_FEATURES_OK);
    return agreed & VIRTIO_F_VERSION_1 && get(d, STATUS) & STATUS_FEATURES_OK
               ? agreed
               : 0;
}

static int start_queue(struct virtio_device *d, unsigned number)
{
    struct virtq *q = &d->queues[number];

    put(d, QUEUE_SEL, number);
    uint32_t size = get(d, QUEUE_SIZE_MAX);
    if (size > VIRTQ_SIZE_MAX)
        size = VIRTQ_SIZE_MAX;
    if (!size || size & (size - 1) || virtq_init(q, number, size))
        return -EIO;
    uint64_t doorbell = (uint64_t)get(d, QUEUE_DOORBELL) * d->doorbell_stride;
    if (doorbell + 2 > d->doorbells_size)
        return -EIO;
    q->notify = d->doorbells + doorbell;
    q->has_short_doorbell = d->has_short_doorbell;
    q->device = (uint8_t)(d - devices);
    q->is_played = d->is_played;
    q->has_event_index = !!(d->features & VIRTIO_F_EVENT_IDX);
    plat_queue_quiet(q);
    put(d, QUEUE_SIZE, size);
    put(d, QUEUE_VECTOR, VECTOR);
    if (get(d, QUEUE_VECTOR) != VECTOR)
        return -EIO;
    put_address(d, QUEUE_DESC, q->desc);
    put_address(d, QUEUE_DRIVER, q->avail);
    put_address(d, QUEUE_DEVICE, q->used);
    put(d, QUEUE_READY, 1);
    return 0;
}

int plat_device_start(unsigned device, uint64_t features, unsigned queues)
{
    struct virtio_device *d = &devices[device];

    put(d, STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
    d->features = negotiate(d, features);
    if (!d->features)
        return -EIO;
    for (; d->queue_count < queues; d->queue_count++)
        if (start_queue(d, d->queue_count))
            return -EIO;
    put(d, STATUS, get(d, STATUS) | STATUS_DRIVER_OK);
    return 0;
}

uint64_t plat_device_features(unsigned device)
{
    return devices[device].features;
}

long plat_device_config(unsigned device, uint64_t offset, uint64_t width)
{
    const struct virtio_device *d = &devices[device];

    if (offset >= d->config_size || width > d->config_size - offset ||
        offset % (width ? width : 1))
        return -EINVAL;
    return load(d->config + offset, width);
}

struct virtq *plat_device_queue(unsigned device, unsigned queue)
{
    struct virtio_device *d = &devices[device];

    return queue < d->queue_count ? &d->queues[queue] : NULL;
}

void plat_device_interrupt(unsigned device)
{
    struct virtio_device *d = &devices[device];

    put(d, INTERRUPT_ACK, get(d, INTERRUPT_STATUS));
    for (unsigned q = 0; q < d->queue_count; q++)
        plat_queue_quiet(&d->queues[q]);
}
