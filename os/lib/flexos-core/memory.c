/* SPDX-License-Identifier: BSD-3-Clause */
/* What ring 3 sees: the image with the rights of its ranges, heaps, the RAM
 * disk; and the only ways in which ring 0 touches memory of ring 3. */
#include <errno.h>
#include <flexos/core.h>
#include <flexos/syscall.h>

static uint64_t heap_used[FLEXOS_HEAP_SHARED_META + 1];
static int initrd_mapped;

unsigned flexos_shared_key(void)
{
    return flexos_image.uses_pku ? FLEXOS_KEY_SHARED : 0;
}

int flexos_domain_of(uint32_t pkru)
{
    for (unsigned i = 0; i < flexos_image.domain_count; i++)
        if (flexos_domain(i)->pkru == pkru)
            return (int)i;
    return -1;
}

void flexos_map_image(void)
{
    const struct flexos_range *range = (const void *)flexos_image.ranges;

    for (uint64_t i = 0; i < flexos_image.range_count; i++, range++)
        for (uint64_t at = range->start; at < range->end; at += ARCH_PAGE_SIZE)
            if (arch_map(at, (struct arch_paddr){at}, (unsigned)range->prot,
                         (unsigned)range->key))
                flexos_boot_failed("paging: the image does not fit; raise -M");
}

void flexos_unmap(uint64_t va, uint64_t bytes)
{
    for (uint64_t at = va; at < va + bytes; at += ARCH_PAGE_SIZE) {
        struct arch_paddr frame = arch_unmap(at);

        if (frame.value)
            flexos_frame_free(frame);
    }
}

int flexos_map_fresh(uint64_t va, uint64_t bytes, unsigned key, unsigned spared)
{
    if (flexos_frames_left() < bytes / ARCH_PAGE_SIZE + spared)
        return -ENOMEM;
    for (uint64_t at = va; at < va + bytes; at += ARCH_PAGE_SIZE) {
        struct arch_paddr frame = flexos_frame_alloc();

        if (!frame.value ||
            arch_map(at, frame, ARCH_PROT_USER | ARCH_PROT_WRITE, key)) {
            if (frame.value)
                flexos_frame_free(frame);
            flexos_unmap(va, at - va);
            return -ENOMEM;
        }
    }
    return 0;
}

/* Copies page by page; write says which side ring 3 is. */
static long copy(uint8_t *kernel, uint64_t user, size_t bytes, uint32_t pkru,
                 int write)
{
    size_t done = 0;

    if (user + bytes < user)
        return -EFAULT;
    while (done < bytes) {
        size_t rest = ARCH_PAGE_SIZE - ((user + done) & (ARCH_PAGE_SIZE - 1));
        struct arch_paddr pa = arch_user_lookup(user + done, pkru, write);

        if (!pa.value)
            return -EFAULT;
        if (rest > bytes - done)
            rest = bytes - done;
        uint8_t *at = arch_at(pa);
        for (size_t i = 0; i < rest; i++) {
            if (write)
                at[i] = kernel[done + i];
            else
                kernel[done + i] = at[i];
        }
        done += rest;
    }
    return (long)bytes;
}

long flexos_copy_in(void *to, uint64_t from, size_t bytes, uint32_t pkru)
{
    return copy(to, from, bytes, pkru, 0);
}

long flexos_copy_out(uint64_t to, const void *from, size_t bytes, uint32_t pkru)
{
    /* The cast drops const only for the direction that does not write. */
    return copy((uint8_t *)(uintptr_t)from, to, bytes, pkru, 1);
}

long flexos_heap_grow(unsigned domain, unsigned region, uint64_t bytes)
{
    int allocator = domain == flexos_image.allocator_domain;
    unsigned key = (unsigned)flexos_domain(domain)->key;

    if (region == FLEXOS_HEAP_SHARED && allocator)
        key = flexos_shared_key();
    else if (region != domain &&
             !(region == FLEXOS_HEAP_SHARED_META && allocator))
        return -EPERM;
    if (bytes > FLEXOS_HEAP_SLOT - heap_used[region])
        return -ENOMEM;
    bytes = (bytes + ARCH_PAGE_SIZE - 1) & ~(ARCH_PAGE_SIZE - 1);
    uint64_t at =
        FLEXOS_HEAP_BASE + region * FLEXOS_HEAP_SLOT + heap_used[region];
    if (flexos_map_fresh(at, bytes, key, FLEXOS_SPARED))
        return -ENOMEM;
    heap_used[region] += bytes;
    return (long)at;
}

uint64_t flexos_initrd_address(void)
{
    unsigned key = 0;
    uint64_t offset = flexos_boot.initrd.value & (ARCH_PAGE_SIZE - 1);
    uint64_t bytes = offset + flexos_boot.initrd_size;

    if (!flexos_boot.initrd_size)
        return 0;
    for (unsigned d = 0; d < flexos_image.domain_count; d++)
        if (flexos_domain(d)->capabilities & FLEXOS_CAP_INITRD)
            key = (unsigned)flexos_domain(d)->key;
    for (uint64_t at = 0; !initrd_mapped && at < bytes; at += ARCH_PAGE_SIZE) {
        struct arch_paddr pa = {flexos_boot.initrd.value - offset + at};

        if (arch_map(FLEXOS_INITRD_BASE + at, pa, ARCH_PROT_USER, key))
            return 0;
    }
    initrd_mapped = 1;
    return FLEXOS_INITRD_BASE + offset;
}
