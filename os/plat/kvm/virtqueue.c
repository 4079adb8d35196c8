/* SPDX-License-Identifier: BSD-3-Clause */
/* Split virtqueues (virtio 1.1, section 2.6). Descriptors and the available
 * ring are ring 0's alone; addresses that get here have been checked. */
#include "virtio.h"
#include <errno.h>
#include <flexos/core.h>
#include <plat.h>
#include <plat_played.h>

#define DESC_NEXT 1
#define DESC_WRITE 2
#define AVAIL_NO_INTERRUPT 1
#define USED_NO_NOTIFY 1

/* The device is another observer of memory; on x86 only a load can overtake
 * an earlier store. */
static void full_barrier(void)
{
    __asm__ volatile("mfence" ::: "memory");
}

static void store_barrier(void)
{
    __asm__ volatile("" ::: "memory");
}

struct arch_paddr virtq_paddr(const volatile void *ring)
{
    return (struct arch_paddr){(uint64_t)ring - FLEXOS_DIRECT_MAP};
}

int virtq_init(struct virtq *q, unsigned number, unsigned size)
{
    struct arch_paddr frames[3];

    for (unsigned i = 0; i < 3; i++) {
        frames[i] = flexos_frame_alloc();
        if (!frames[i].value)
            return -1;
    }
    q->desc = arch_at(frames[0]);
    q->avail = arch_at(frames[1]);
    q->used = arch_at(frames[2]);
    q->used_page = frames[2];
    q->size = (uint16_t)size;
    q->number = (uint16_t)number;
    return 0;
}

static volatile uint16_t *used_event(struct virtq *q)
{
    return &q->avail->ring[q->size];
}

static uint16_t avail_event(struct virtq *q)
{
    return *(volatile uint16_t *)&q->used->ring[q->size];
}

/* Slots of chains that the device has given back. */
static void reclaim(struct virtq *q)
{
    while (q->taken != q->used->index) {
        uint32_t slot = q->used->ring[q->taken % q->size].id;

        q->taken++;
        while (slot < q->size && q->busy[slot]) {
            q->busy[slot] = 0;
            slot = q->next[slot];
        }
    }
}

static void ring(const struct virtq *q)
{
    if (q->has_short_doorbell)
        *(volatile uint16_t *)q->notify = q->number;
    else
        *(volatile uint32_t *)q->notify = q->number;
}

/* Gives a device of ours the processor; the machine's have their own. */
static void play(const struct virtq *q)
{
    struct plat_rings rings = {q->desc, q->avail, q->used, q->size};

    if (q->is_played)
        plat_played_run(q->device, q->number, &rings);
}

/* 0, or why the list cannot be made available. */
static long check(struct virtq *q, const struct flexos_dma *list,
                  unsigned count)
{
    uint8_t seen[VIRTQ_SIZE_MAX / 8] = {0};

    if (!count || list[count - 1].flags & FLEXOS_DMA_NEXT)
        return -EINVAL;
    for (unsigned i = 0; i < count; i++) {
        unsigned slot = list[i].slot;

        if (slot >= q->size || seen[slot / 8] >> slot % 8 & 1)
            return -EINVAL;
        if (q->busy[slot])
            return -EBUSY;
        seen[slot / 8] |= (uint8_t)(1 << slot % 8);
    }
    return 0;
}

long plat_queue_submit(struct virtq *q, const struct flexos_dma *list,
                       const struct arch_paddr *buffers, unsigned count)
{
    uint16_t before = q->avail->index, index = before;
    int is_head = 1;

    reclaim(q);
    long refused = check(q, list, count);
    if (refused)
        return refused;
    for (unsigned i = 0; i < count; i++) {
        unsigned slot = list[i].slot;
        int more = list[i].flags & FLEXOS_DMA_NEXT;
        int write = list[i].flags & FLEXOS_DMA_WRITE;

        q->busy[slot] = 1;
        q->next[slot] = more ? list[i + 1].slot : list[i].slot;
        q->desc[slot].address = buffers[i].value;
        q->desc[slot].length = list[i].length;
        q->desc[slot].flags =
            (uint16_t)((more ? DESC_NEXT : 0) | (write ? DESC_WRITE : 0));
        q->desc[slot].next = q->next[slot];
        if (is_head)
            q->avail->ring[index++ % q->size] = (uint16_t)slot;
        is_head = !more;
    }
    store_barrier(); /* the device reads the index first, then what it covers */
    q->avail->index = index;
    full_barrier(); /* it may have stopped looking before it saw the index */
    int wants_notice = q->has_event_index
                           ? (uint16_t)(index - avail_event(q) - 1) <
                                 (uint16_t)(index - before)
                           : !(q->used->flags & USED_NO_NOTIFY);
    if (wants_notice) {
        ring(q);
        play(q);
    }
    return count;
}

int plat_queue_arm(struct virtq *q, uint16_t seen)
{
    *used_event(q) = seen;
    q->avail->flags = 0;
    full_barrier(); /* a completion before it saw this raises no interrupt */
    play(q);
    return q->used->index != seen;
}

void plat_queue_quiet(struct virtq *q)
{
    if (!q->has_event_index)
        q->avail->flags = AVAIL_NO_INTERRUPT;
}

unsigned plat_queue_size(const struct virtq *q)
{
    return q->size;
}

struct arch_paddr plat_queue_used(const struct virtq *q)
{
    return q->used_page;
}
