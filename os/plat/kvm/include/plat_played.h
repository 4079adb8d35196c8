/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio device that another library of the trusted base plays, beside those
 * of the machine. No image has one unless it lists that library. */
#ifndef PLAT_PLAYED_H
#define PLAT_PLAYED_H

#include <arch.h>
#include <stdint.h>

/* What a device is told of a virtqueue (virtio 1.1, section 2.6). */
struct plat_rings {
    const volatile void *desc;
    const volatile void *avail;
    volatile void *used;
    unsigned size;
};

/* Its registers (virtio 1.1, section 4.2.2): a page of memory, so what the
 * driver writes stays there and has no effect. */
extern uint32_t plat_played_registers[ARCH_PAGE_SIZE / 4]
    __attribute__((weak, aligned(ARCH_PAGE_SIZE)));

/* The driver of `device` has made buffers of a queue available, or is about to
 * wait for the queue's completions. */
void plat_played_run(unsigned device, unsigned queue,
                     const struct plat_rings *rings) __attribute__((weak));

#endif
