/* SPDX-License-Identifier: BSD-3-Clause */
/* Who may use which device, and which memory. There is no IOMMU: a device
 * reaches whatever a descriptor says, so no descriptor is published whose
 * buffer is not in the pool of the domain that asks. */
#include <errno.h>
#include <flexos/core.h>
#include <flexos/events.h>
#include <flexos/syscall.h>
#include <plat.h>

#define PARTS_MAX 32
#define UNCLAIMED 0xffff

/* A physically contiguous part of a domain's pool. */
struct part {
    uint64_t start, end; /* virtual */
    uint64_t physical;
    unsigned domain;
};

static struct part parts[PARTS_MAX];
static unsigned part_count;
static uint64_t pool_used[FLEXOS_DOMAINS_MAX];
static uint16_t owner[FLEXOS_DEVICES_MAX] = {[0 ... FLEXOS_DEVICES_MAX - 1] =
                                                 UNCLAIMED};
static struct flexos_events *events;

void flexos_events_init(void)
{
    struct arch_paddr frame = flexos_frame_alloc();

    if (!frame.value || arch_map(FLEXOS_WORDS_BASE + FLEXOS_WORDS_EVENTS, frame,
                                 ARCH_PROT_USER, 0))
        flexos_boot_failed("paging: no frame for the events page; raise -M");
    events = arch_at(frame);
    events->tsc_start = plat_tsc_start();
    events->tsc_factor = plat_tsc_factor();
}

uint64_t flexos_events_total(void)
{
    return events->total;
}

void flexos_device_event(unsigned device)
{
    plat_device_interrupt(device);
    events->device[device]++;
    events->total++;
}

/* Devices that reach no more memory than descriptors name: network cards,
 * disks, consoles, chance, 9P. Others are sent addresses as content (virtio
 * 1.1, 5.5.6, 5.7.6): a balloon takes frames away, a GPU reads them. */
static int goes_by_descriptors(uint32_t type)
{
    return (type >= 1 && type <= 4) || type == 9;
}

static long open_device(const struct flexos_caller *caller, uint64_t which,
                        uint64_t features, uint64_t queues)
{
    if (!goes_by_descriptors((uint32_t)which))
        return -EPERM;
    long device = plat_device_find((uint32_t)which, (unsigned)(which >> 32));
    if (device < 0)
        return device;
    if (owner[device] != UNCLAIMED)
        return -EBUSY;
    if (!queues || queues > FLEXOS_QUEUES_MAX)
        return -EINVAL;
    owner[device] = (uint16_t)caller->domain;
    int failed =
        plat_device_start((unsigned)device, features, (unsigned)queues);
    return failed ? failed : device;
}

static long grow_pool(unsigned domain, uint64_t bytes)
{
    uint64_t at =
        FLEXOS_DMA_BASE + domain * FLEXOS_DMA_SLOT + pool_used[domain];

    if (!bytes || bytes > FLEXOS_DMA_SLOT)
        return -EINVAL;
    bytes = (bytes + ARCH_PAGE_SIZE - 1) & ~(ARCH_PAGE_SIZE - 1);
    if (part_count == PARTS_MAX || bytes > FLEXOS_DMA_SLOT - pool_used[domain])
        return -ENOMEM;
    struct arch_paddr first = flexos_frames_contiguous(bytes);
    if (!first.value)
        return -ENOMEM;
    for (uint64_t i = 0; i < bytes; i += ARCH_PAGE_SIZE)
        if (arch_map(at + i, (struct arch_paddr){first.value + i},
                     ARCH_PROT_USER | ARCH_PROT_WRITE,
                     (unsigned)flexos_domain(domain)->key))
            return -ENOMEM;
    parts[part_count++] = (struct part){at, at + bytes, first.value, domain};
    pool_used[domain] += bytes;
    return (long)at;
}

/* value 0: not within one part of the domain's pool. */
static struct arch_paddr translate(unsigned domain, uint64_t at, uint64_t bytes)
{
    for (unsigned i = 0; i < part_count; i++) {
        const struct part *p = &parts[i];

        if (p->domain == domain && at >= p->start && at < p->end && bytes &&
            bytes <= p->end - at)
            return (struct arch_paddr){p->physical + (at - p->start)};
    }
    return (struct arch_paddr){0};
}

static long submit(const struct flexos_caller *caller, struct virtq *q,
                   uint64_t user_list, uint64_t count)
{
    struct flexos_dma list[FLEXOS_DMA_LIST_MAX];
    struct arch_paddr buffers[FLEXOS_DMA_LIST_MAX];

    if (!count || count > FLEXOS_DMA_LIST_MAX)
        return -EINVAL;
    /* Copied once: what is checked is what is published. */
    if (flexos_copy_in(list, user_list, count * sizeof(*list), caller->pkru) <
        0)
        return -EFAULT;
    for (uint64_t i = 0; i < count; i++) {
        buffers[i] = translate(caller->domain, list[i].address, list[i].length);
        if (!buffers[i].value)
            flexos_refuse(caller->pkru, caller->rip,
                          "a device was to be given memory outside its "
                          "compartment's DMA pool");
    }
    return plat_queue_submit(q, list, buffers, (unsigned)count);
}

/* Maps a queue's used ring for its owner, the first time. */
static long show_queue(const struct flexos_caller *caller, unsigned device,
                       unsigned queue, const struct virtq *q)
{
    uint64_t at = FLEXOS_USED_BASE +
                  (device * FLEXOS_QUEUES_MAX + queue) * ARCH_PAGE_SIZE;

    if (!arch_user_lookup(at, caller->pkru, 0).value &&
        arch_map(at, plat_queue_used(q), ARCH_PROT_USER,
                 (unsigned)flexos_domain(caller->domain)->key))
        return -ENOMEM;
    return (long)(at | plat_queue_size(q));
}

long flexos_device_call(const struct flexos_caller *caller, uint64_t nr,
                        uint64_t a, uint64_t b, uint64_t c)
{
    if (nr == FLEXOS_SYS_DEVICE_OPEN)
        return open_device(caller, a, b, c);
    if (nr == FLEXOS_SYS_DMA_POOL)
        return grow_pool(caller->domain, a);
    int names_queue =
        nr == FLEXOS_SYS_DEVICE_SUBMIT || nr == FLEXOS_SYS_DEVICE_ARM;
    uint64_t device = names_queue ? a & 0xff : a;
    uint64_t queue = names_queue ? a >> 8 : b;
    if (device >= FLEXOS_DEVICES_MAX || owner[device] != caller->domain)
        return -EBADF;
    if (nr == FLEXOS_SYS_DEVICE_FEATURES)
        return (long)(plat_device_features((unsigned)device) & INT64_MAX);
    if (nr == FLEXOS_SYS_DEVICE_CONFIG)
        return plat_device_config((unsigned)device, b, c);
    struct virtq *q = queue < FLEXOS_QUEUES_MAX
                          ? plat_device_queue((unsigned)device, (unsigned)queue)
                          : NULL;
    if (!q)
        return -EINVAL;
    if (nr == FLEXOS_SYS_DEVICE_QUEUE)
        return show_queue(caller, (unsigned)device, (unsigned)queue, q);
    if (nr == FLEXOS_SYS_DEVICE_ARM)
        return plat_queue_arm(q, (uint16_t)b);
    return submit(caller, q, b, c);
}
