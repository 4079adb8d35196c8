/* SPDX-License-Identifier: BSD-3-Clause */
/* virtio 1.1, section 5.1. Ring 0 keeps the queues; this driver chooses slots
 * and buffers in its DMA pool. Slot n of a queue has buffer n, so a completion
 * needs no table. Completions are read from the used rings, without system
 * calls; what is to be sent or received is submitted in lists. */
#include <errno.h>
#include <flexos/events.h>
#include <flexos/syscall.h>
#include <stddef.h>
#include <uk/netdev.h>
#include <uk/print.h>

#define TYPE_NET 1
#define F_CSUM (1UL << 0)
#define F_GUEST_CSUM (1UL << 1)
#define F_MAC (1UL << 5)
#define CONFIG_MAC 0
#define HDR_NEEDS_CSUM 1
#define HDR_DATA_VALID 2
#define RX 0
#define TX 1
#define QUEUES 2
#define SLOTS_MAX 256
#define BUFFER 2048
#define MTU 1500
#define UNITS_MAX 2
#define BATCH 32 /* descriptors to a system call */

struct net_header {
    uint8_t flags, gso_type;
    uint16_t header_length, gso_size, sum_start, sum_offset, buffers;
};
_Static_assert(sizeof(struct net_header) == 12, "virtio 1.1, 5.1.6");

struct used_ring {
    uint16_t flags, index;
    struct {
        uint32_t id, length;
    } ring[];
};

struct queue {
    const volatile struct used_ring *used;
    uint8_t *buffers;
    unsigned size;
    uint16_t seen; /* index of the used ring up to which it was read */
    unsigned pending;
    struct flexos_dma list[BATCH];
};

struct unit {
    int handle;
    struct queue queues[QUEUES];
    unsigned with_device; /* receive buffers that the caller does not hold */
    unsigned free_count;
    uint16_t free[SLOTS_MAX]; /* buffers to send */
};

static struct unit units[UNITS_MAX];

static void submit(struct unit *u, unsigned number)
{
    struct queue *q = &u->queues[number];

    if (q->pending)
        flexos_syscall(FLEXOS_SYS_DEVICE_SUBMIT, u->handle | (long)number << 8,
                       (long)q->list, q->pending);
    q->pending = 0;
}

static void add(struct unit *u, unsigned number, unsigned slot, uint32_t length,
                uint16_t flags)
{
    struct queue *q = &u->queues[number];

    q->list[q->pending++] = (struct flexos_dma){
        .address = (uint64_t)(q->buffers + slot * BUFFER),
        .length = length,
        .slot = (uint16_t)slot,
        .flags = flags,
    };
    if (q->pending == BATCH)
        submit(u, number);
}

static int receive(unsigned unit, struct uk_netdev_frame *frames, int max)
{
    struct unit *u = &units[unit];
    struct queue *q = &u->queues[RX];
    int n = 0;

    for (; n < max && q->seen != q->used->index; q->seen++) {
        /* x86 keeps loads in order: the entry is as new as the index. */
        __asm__ volatile("" ::: "memory");
        unsigned slot = q->used->ring[q->seen % q->size].id % q->size;
        uint32_t length = q->used->ring[q->seen % q->size].length;
        struct net_header *header = (void *)(q->buffers + slot * BUFFER);

        u->with_device--;
        if (length <= sizeof(*header) || length > BUFFER) {
            u->with_device++;
            add(u, RX, slot, BUFFER, FLEXOS_DMA_WRITE);
            continue;
        }
        frames[n++] = (struct uk_netdev_frame){
            .data = (uint8_t *)(header + 1),
            .length = length - (uint32_t)sizeof(*header),
            .buffer = (uint16_t)slot,
            .flags = header->flags & (HDR_DATA_VALID | HDR_NEEDS_CSUM)
                         ? UK_NETDEV_CHECKSUM_GOOD
                         : 0,
        };
    }
    return n;
}

static void release(unsigned unit, unsigned buffer)
{
    units[unit].with_device++;
    add(&units[unit], RX, buffer, BUFFER, FLEXOS_DMA_WRITE);
}

static unsigned spare(unsigned unit)
{
    return units[unit].with_device;
}

static void take_sent(struct unit *u)
{
    struct queue *q = &u->queues[TX];

    for (; q->seen != q->used->index; q->seen++)
        u->free[u->free_count++] =
            (uint16_t)(q->used->ring[q->seen % q->size].id % q->size);
}

static int prepare(unsigned unit, struct uk_netdev_frame *frame)
{
    struct unit *u = &units[unit];
    struct queue *q = &u->queues[TX];

    if (!u->free_count) {
        submit(u, TX);
        take_sent(u);
        if (!u->free_count)
            return -EAGAIN;
    }
    unsigned slot = u->free[--u->free_count];
    *frame = (struct uk_netdev_frame){
        .data = q->buffers + slot * BUFFER + sizeof(struct net_header),
        .buffer = (uint16_t)slot,
    };
    return 0;
}

static void transmit(unsigned unit, const struct uk_netdev_frame *frame)
{
    struct net_header *header = (void *)(frame->data - sizeof(*header));

    *header = (struct net_header){0};
    if (frame->flags & UK_NETDEV_CHECKSUM_MISSING) {
        header->flags = HDR_NEEDS_CSUM;
        header->sum_start = frame->sum_start;
        header->sum_offset = frame->sum_offset;
    }
    add(&units[unit], TX, frame->buffer,
        frame->length + (uint32_t)sizeof(*header), 0);
}

static void flush(unsigned unit)
{
    struct unit *u = &units[unit];

    submit(u, TX);
    if (u->queues[RX].pending >= BATCH / 2)
        submit(u, RX);
}

static int arm(unsigned unit)
{
    struct unit *u = &units[unit];
    struct queue *q = &u->queues[RX];

    submit(u, TX);
    submit(u, RX);
    if (q->seen != q->used->index)
        return 1;
    return (int)flexos_syscall(FLEXOS_SYS_DEVICE_ARM, u->handle | RX << 8,
                               q->seen, 0);
}

static const struct uk_netdev_ops ops = {
    .receive = receive,
    .release = release,
    .spare = spare,
    .prepare = prepare,
    .transmit = transmit,
    .flush = flush,
    .arm = arm,
};

static int start_queue(struct unit *u, unsigned number)
{
    struct queue *q = &u->queues[number];
    long ring = flexos_syscall(FLEXOS_SYS_DEVICE_QUEUE, u->handle, number, 0);

    if (ring < 0)
        return (int)ring;
    q->size = (unsigned)ring & 0xfff;
    q->used = (const volatile struct used_ring *)(ring & ~0xfffL);
    if (q->size > SLOTS_MAX)
        return -EINVAL;
    long pool = flexos_syscall(FLEXOS_SYS_DMA_POOL, q->size * BUFFER, 0, 0);
    if (pool < 0)
        return (int)pool;
    q->buffers = (uint8_t *)pool;
    return 0;
}

/* 0, or negative errno. */
static int start(unsigned index)
{
    struct unit *u = &units[index];
    struct uk_netdev device = {.ops = &ops, .unit = index, .mtu = MTU};
    long handle =
        flexos_syscall(FLEXOS_SYS_DEVICE_OPEN, TYPE_NET | (long)index << 32,
                       F_CSUM | F_GUEST_CSUM | F_MAC, QUEUES);

    if (handle < 0)
        return (int)handle;
    u->handle = (int)handle;
    int failed = start_queue(u, RX);
    if (!failed)
        failed = start_queue(u, TX);
    if (failed)
        return failed;
    for (unsigned slot = 0; slot < u->queues[RX].size; slot++)
        release(index, slot);
    submit(u, RX);
    for (unsigned slot = 0; slot < u->queues[TX].size; slot++)
        u->free[u->free_count++] = (uint16_t)slot;
    long features = flexos_syscall(FLEXOS_SYS_DEVICE_FEATURES, handle, 0, 0);
    device.features =
        (features & (long)F_CSUM ? UK_NETDEV_SENDS_CHECKSUMS : 0) |
        (features & (long)F_GUEST_CSUM ? UK_NETDEV_CHECKS_CHECKSUMS : 0);
    device.channel = FLEXOS_DEVICE_CHANNEL(handle);
    device.buffer_size = BUFFER - sizeof(struct net_header);
    for (unsigned i = 0; i < sizeof(device.mac); i++)
        device.mac[i] = (uint8_t)flexos_syscall(FLEXOS_SYS_DEVICE_CONFIG,
                                                handle, CONFIG_MAC + i, 1);
    return uk_netdev_register(&device);
}

void uk_virtio_net_probe(void)
{
    int failed = 0;

    for (unsigned i = 0; i < UNITS_MAX && !failed; i++)
        failed = start(i);
    if (failed && failed != -ENODEV)
        uk_printk("virtio-net: a network device cannot be started: error %d\n",
                  -failed);
}
