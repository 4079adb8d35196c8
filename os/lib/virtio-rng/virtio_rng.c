/* SPDX-License-Identifier: BSD-3-Clause */
/* virtio 1.1, section 5.4: one queue of buffers that the device fills. Bytes
 * are fetched in portions, handed out once and wiped. */
#include <errno.h>
#include <flexos/events.h>
#include <flexos/syscall.h>
#include <stdint.h>
#include <uk/random.h>
#include <uk/sched.h>

#define TYPE_ENTROPY 4
#define PORTION 256
#define SLOT 0
#define SECOND 1000000000UL

struct used_ring {
    uint16_t flags, index;
    struct {
        uint32_t id, length;
    } ring[];
};

static long handle = -1; /* -1: not looked for yet */
static const volatile struct used_ring *used;
static unsigned size; /* of the ring */
static uint16_t seen;
static uint8_t *stock; /* in the DMA pool */
static size_t stocked; /* bytes at its start */
static int is_busy;    /* a thread waits for the device */

/* 0, or negative errno. */
static int find(void)
{
    if (handle != -1)
        return handle < 0 ? (int)handle : 0;
    handle = flexos_syscall(FLEXOS_SYS_DEVICE_OPEN, TYPE_ENTROPY, 0, 1);
    if (handle < 0)
        return (int)(handle = -ENODEV);
    long ring = flexos_syscall(FLEXOS_SYS_DEVICE_QUEUE, handle, 0, 0);
    long pool = flexos_syscall(FLEXOS_SYS_DMA_POOL, PORTION, 0, 0);
    if (ring < 0 || pool < 0)
        return (int)(handle = -EIO);
    size = (unsigned)ring & 0xfff;
    used = (const volatile struct used_ring *)(ring & ~0xfffL);
    stock = (uint8_t *)pool;
    return 0;
}

/* One portion. Other threads that want some wait for it, too. */
static int refill(void)
{
    struct flexos_dma portion = {(uint64_t)stock, PORTION, SLOT,
                                 FLEXOS_DMA_WRITE};
    uint64_t channel = FLEXOS_DEVICE_CHANNEL(handle);

    if (is_busy) {
        uk_wait(channel, SECOND);
        return 0;
    }
    if (flexos_syscall(FLEXOS_SYS_DEVICE_SUBMIT, handle, (long)&portion, 1) !=
        1)
        return -EIO;
    is_busy = 1;
    while (!flexos_syscall(FLEXOS_SYS_DEVICE_ARM, handle, seen, 0))
        uk_wait(channel, SECOND);
    is_busy = 0;
    uint32_t length = used->ring[seen % size].length;
    seen++;
    uk_wake(channel, FLEXOS_THREADS_MAX);
    stocked = length < PORTION ? length : PORTION;
    return length ? 0 : -EIO;
}

int uk_random_fill(void *buffer, size_t bytes)
{
    uint8_t *to = buffer;
    int failed = buffer || !bytes ? find() : -EFAULT;

    while (!failed && bytes) {
        if (stocked && !is_busy) {
            stocked--;
            *to++ = stock[stocked];
            stock[stocked] = 0;
            bytes--;
        } else {
            failed = refill();
        }
    }
    return failed;
}
