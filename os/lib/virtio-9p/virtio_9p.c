/* SPDX-License-Identifier: BSD-3-Clause */
/* The 9P transport of virtio: QEMU's hw/9pfs; device type 9, configuration
 * tag_len[2] tag[tag_len]. Ring 0 keeps the queue; exchange n has slots 2n
 * (the request) and 2n + 1 (the response), which the device fills. */
#include <errno.h>
#include <flexos/events.h>
#include <flexos/syscall.h>
#include <uk/9p_transport.h>
#include <uk/print.h>
#include <uk/sched.h>

#define TYPE_9P 9
#define F_MOUNT_TAG (1UL << 0)
#define QUEUE 0
#define EXCHANGES 4
#define UNITS_MAX 8

/* virtio 1.1, 2.6.8 */
struct used_ring {
    uint16_t flags, index;
    struct {
        uint32_t id, length;
    } ring[];
};

enum state { FREE, TAKEN, SENT, ANSWERED };

struct unit {
    int handle;
    unsigned size; /* of the queue */
    const volatile struct used_ring *used;
    uint16_t seen;
    uint8_t *buffers;
    uint8_t state[EXCHANGES];
    uint8_t long_request[EXCHANGES];
    uint32_t answer_bytes[EXCHANGES];
};

static struct unit units[UNITS_MAX];

static uint8_t *short_buffer(const struct unit *u, int slot)
{
    return u->buffers + (size_t)slot * (UK_9P_SHORT_MAX + UK_9P_MESSAGE_MAX);
}

static void begin(unsigned unit, int long_request, struct uk_9p_exchange *out)
{
    struct unit *u = &units[unit];
    int slot = 0;

    while (u->state[slot] != FREE)
        if (++slot == EXCHANGES) {
            uk_wait((uint64_t)u, UK_FOREVER);
            slot = 0;
        }
    u->state[slot] = TAKEN;
    u->long_request[slot] = long_request != 0;
    uint8_t *few = short_buffer(u, slot), *many = few + UK_9P_SHORT_MAX;
    *out = (struct uk_9p_exchange){
        .request = long_request ? many : few,
        .response = long_request ? few : many,
        .request_size = long_request ? UK_9P_MESSAGE_MAX : UK_9P_SHORT_MAX,
        .response_size = long_request ? UK_9P_SHORT_MAX : UK_9P_MESSAGE_MAX,
        .slot = slot,
    };
}

static void end(unsigned unit, int slot)
{
    units[unit].state[slot] = FREE;
    uk_wake((uint64_t)&units[unit], 1);
}

static int submit(struct unit *u, int slot, size_t bytes)
{
    uint8_t *few = short_buffer(u, slot), *many = few + UK_9P_SHORT_MAX;
    int is_long = u->long_request[slot];
    struct flexos_dma list[2] = {
        {
            .address = (uint64_t)(is_long ? many : few),
            .length = (uint32_t)bytes,
            .slot = (uint16_t)(2 * slot),
            .flags = FLEXOS_DMA_NEXT,
        },
        {
            .address = (uint64_t)(is_long ? few : many),
            .length = is_long ? UK_9P_SHORT_MAX : UK_9P_MESSAGE_MAX,
            .slot = (uint16_t)(2 * slot + 1),
            .flags = FLEXOS_DMA_WRITE,
        },
    };
    long sent = flexos_syscall(FLEXOS_SYS_DEVICE_SUBMIT, u->handle | QUEUE << 8,
                               (long)list, 2);

    return sent == 2 ? 0 : -EIO;
}

/* Notes what was answered. The device's numbers are checked. */
static void take_answers(struct unit *u)
{
    for (; u->seen != u->used->index; u->seen++) {
        /* x86 keeps loads in order: the entry is as new as the index. */
        __asm__ volatile("" ::: "memory");
        uint32_t id = u->used->ring[u->seen % u->size].id;
        uint32_t length = u->used->ring[u->seen % u->size].length;

        if (id % 2 || id / 2 >= EXCHANGES || u->state[id / 2] != SENT)
            continue;
        u->answer_bytes[id / 2] = length;
        u->state[id / 2] = ANSWERED;
    }
}

static long exchange(unsigned unit, int slot, size_t bytes)
{
    struct unit *u = &units[unit];

    u->state[slot] = SENT;
    if (submit(u, slot, bytes))
        return -EIO;
    for (;;) {
        take_answers(u);
        if (u->state[slot] == ANSWERED)
            return u->answer_bytes[slot];
        /* An interrupt wakes everybody who waits for the device. */
        if (!flexos_syscall(FLEXOS_SYS_DEVICE_ARM, u->handle | QUEUE << 8,
                            u->seen, 0))
            uk_wait(FLEXOS_DEVICE_CHANNEL(u->handle), UK_FOREVER);
    }
}

static const struct uk_9p_transport_ops ops = {
    .begin = begin,
    .exchange = exchange,
    .end = end,
};

static long config(const struct unit *u, long offset, long width)
{
    return flexos_syscall(FLEXOS_SYS_DEVICE_CONFIG, u->handle, offset, width);
}

/* 0, or negative errno. */
static int start(unsigned index)
{
    struct unit *u = &units[index];
    char tag[UK_9P_TAG_MAX] = "";
    long handle = flexos_syscall(FLEXOS_SYS_DEVICE_OPEN,
                                 TYPE_9P | (long)index << 32, F_MOUNT_TAG, 1);

    if (handle < 0)
        return (int)handle;
    u->handle = (int)handle;
    long ring = flexos_syscall(FLEXOS_SYS_DEVICE_QUEUE, handle, QUEUE, 0);
    if (ring < 0)
        return (int)ring;
    u->size = (unsigned)ring & 0xfff;
    u->used = (const volatile struct used_ring *)(ring & ~0xfffL);
    if (u->size < 2 * EXCHANGES)
        return -EINVAL;
    long pool =
        flexos_syscall(FLEXOS_SYS_DMA_POOL,
                       EXCHANGES * (UK_9P_SHORT_MAX + UK_9P_MESSAGE_MAX), 0, 0);
    if (pool < 0)
        return (int)pool;
    u->buffers = (uint8_t *)pool;
    long length = config(u, 0, 2);
    for (long i = 0; i < length && i < UK_9P_TAG_MAX - 1; i++)
        tag[i] = (char)config(u, 2 + i, 1);
    uk_9p_register(&ops, index, tag);
    return 0;
}

/* Called by uk9p, once. */
void uk_virtio_9p_probe(void)
{
    int failed = 0;

    for (unsigned i = 0; i < UNITS_MAX && !failed; i++)
        failed = start(i);
    if (failed && failed != -ENODEV)
        uk_printk("virtio-9p: a folder's device cannot be started: error %d\n",
                  -failed);
}
