/* SPDX-License-Identifier: BSD-3-Clause */
/* The device's side of a virtio network card (virtio 1.1, section 5.1). The
 * driver does with it all that it does with a card of the machine's: the same
 * system calls, rings and events. It runs when the driver rings a doorbell or
 * is about to wait, and answers before that call returns: a network without
 * latency, and peers that are never slower than the guest. */
#include "tape.h"
#include <flexos/core.h>
#include <plat_played.h>

#define RX 0
#define TX 1
#define QUEUES 2
#define DESC_NEXT 1
#define HEADER 12 /* struct virtio_net_hdr */
#define HEADER_FLAGS 0
#define HEADER_BUFFERS 10
#define HDR_DATA_VALID 2

/* Registers, in words. */
#define MAGIC (0x000 / 4)
#define VERSION (0x004 / 4)
#define DEVICE_ID (0x008 / 4)
#define DEVICE_FEATURES (0x010 / 4)
#define QUEUE_NUM_MAX (0x034 / 4)
#define CONFIG_MAC (0x100 / 4)
#define TYPE_NET 1
#define QUEUE_SIZE 256 /* as QEMU's card has it */
/* VIRTIO_NET_F_CSUM, GUEST_CSUM, MAC, VIRTIO_F_EVENT_IDX. Memory cannot tell
 * which half of the features is selected: of the upper one, bit 0 is
 * VIRTIO_F_VERSION_1, and the transport asks for no other. */
#define FEATURES (1U << 0 | 1U << 1 | 1U << 5 | 1U << 29)

struct desc {
    uint64_t address;
    uint32_t length;
    uint16_t flags, next;
};

struct avail {
    uint16_t flags, index;
    uint16_t ring[]; /* used_event is behind the last */
};

struct used {
    uint16_t flags, index;
    struct {
        uint32_t id, length;
    } ring[]; /* avail_event is behind the last */
};

struct queue {
    struct plat_rings rings;
    uint16_t taken; /* index of the available ring up to which it was read */
};

uint32_t plat_played_registers[ARCH_PAGE_SIZE / 4] = {
    [MAGIC] = 0x74726976,
    [VERSION] = 2,
    [DEVICE_ID] = TYPE_NET,
    [DEVICE_FEATURES] = FEATURES,
    [QUEUE_NUM_MAX] = QUEUE_SIZE,
    [CONFIG_MAC] = 0x12005452, /* little endian: 52:54:00:12:34:56 */
    [CONFIG_MAC + 1] = 0x5634,
};

static struct queue queues[QUEUES];
static unsigned handle;
static uint64_t ticks_before, entered_at;
static unsigned interrupts;

uint64_t device_ticks(void)
{
    return ticks_before + (arch_tsc() - entered_at);
}

unsigned device_interrupts(void)
{
    return interrupts;
}

/* The first descriptor of the next available chain; NULL: none. */
static const volatile struct desc *take(struct queue *q, unsigned *slot)
{
    const volatile struct avail *avail = q->rings.avail;

    if (!q->rings.size || q->taken == avail->index)
        return NULL;
    *slot = avail->ring[q->taken++ % q->rings.size];
    return (const volatile struct desc *)q->rings.desc + *slot;
}

static void give(struct queue *q, unsigned slot, unsigned length)
{
    volatile struct used *used = q->rings.used;

    used->ring[used->index % q->rings.size].id = slot;
    used->ring[used->index % q->rings.size].length = length;
    used->index++;
}

static uint16_t used_index(const struct queue *q)
{
    return q->rings.size ? ((volatile struct used *)q->rings.used)->index : 0;
}

/* The event that an interrupt is to the guest, without the trap. */
static void interrupt(const struct queue *q, uint16_t before)
{
    const volatile struct avail *avail = q->rings.avail;
    uint16_t index = used_index(q);

    if (index == before)
        return;
    uint16_t event = avail->ring[q->rings.size];
    if ((uint16_t)(index - event - 1) < (uint16_t)(index - before)) {
        interrupts++;
        flexos_device_event(handle);
    }
}

/* The next buffer that is made available rings the doorbell. */
static void ask_for_notice(struct queue *q)
{
    volatile struct used *used = q->rings.used;

    if (q->rings.size)
        *(volatile uint16_t *)&used->ring[q->rings.size] = q->taken;
}

static void take_frames(struct queue *q)
{
    static uint8_t frame[HEADER + TAPE_FRAME_MAX];
    uint16_t before = used_index(q);
    const volatile struct desc *part;
    unsigned slot;

    while ((part = take(q, &slot))) {
        unsigned length = 0;

        for (;;) {
            unsigned n = part->length;

            if (n > sizeof(frame) - length)
                tape_fail(-1, "the guest has sent a frame that is too long");
            arch_copy(frame + length,
                      arch_at((struct arch_paddr){part->address}), n);
            length += n;
            if (!(part->flags & DESC_NEXT))
                break;
            part = (const volatile struct desc *)q->rings.desc + part->next;
        }
        give(q, slot, 0);
        if (length > HEADER)
            clients_take(frame + HEADER, length - HEADER);
    }
    ask_for_notice(q);
    interrupt(q, before);
}

static void give_frames(struct queue *q)
{
    uint16_t before = used_index(q);

    while (clients_have_frames()) {
        unsigned slot;
        const volatile struct desc *buffer = take(q, &slot);

        if (!buffer) {
            ask_for_notice(q);
            break;
        }
        if (buffer->length < HEADER + TAPE_FRAME_MAX)
            tape_fail(-1, "the driver's buffers are smaller than a frame");
        uint8_t *to = arch_at((struct arch_paddr){buffer->address});
        arch_clear(to, HEADER);
        to[HEADER_FLAGS] = HDR_DATA_VALID;
        to[HEADER_BUFFERS] = 1;
        give(q, slot, HEADER + clients_next(to + HEADER));
    }
    interrupt(q, before);
}

void plat_played_run(unsigned device, unsigned queue,
                     const struct plat_rings *rings)
{
    entered_at = arch_tsc();
    if (queue < QUEUES) {
        handle = device;
        queues[queue].rings = *rings;
        take_frames(&queues[TX]);
        clients_look();
        give_frames(&queues[RX]);
    }
    ticks_before = device_ticks();
    entered_at = arch_tsc();
}
