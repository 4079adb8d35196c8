/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio over MMIO (virtio 1.1, section 4.2, and its appendix 4.2.3.1.1 for
 * the command line): finds devices, starts them, takes their interrupts. */
#include "virtio.h"
#include <errno.h>
#include <flexos/core.h>
#include <plat.h>
#include <plat_played.h>

#define REG_MAGIC 0x000
#define REG_VERSION 0x004
#define REG_DEVICE_ID 0x008
#define REG_DEVICE_FEATURES 0x010
#define REG_DEVICE_FEATURES_SEL 0x014
#define REG_DRIVER_FEATURES 0x020
#define REG_DRIVER_FEATURES_SEL 0x024
#define REG_QUEUE_SEL 0x030
#define REG_QUEUE_NUM_MAX 0x034
#define REG_QUEUE_NUM 0x038
#define REG_QUEUE_READY 0x044
#define REG_QUEUE_NOTIFY 0x050
#define REG_INTERRUPT_STATUS 0x060
#define REG_INTERRUPT_ACK 0x064
#define REG_STATUS 0x070
#define REG_QUEUE_DESC 0x080
#define REG_QUEUE_DRIVER 0x090
#define REG_QUEUE_DEVICE 0x0a0
#define REG_CONFIG 0x100
#define REG_END 0x200

#define MAGIC 0x74726976
#define VERSION 2
#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER 2
#define STATUS_DRIVER_OK 4
#define STATUS_FEATURES_OK 8
#define VIRTIO_F_VERSION_1 (1UL << 32)

#define WORD "virtio_mmio.device="
#define MMIO_VIRTUAL 0xffffc00000010000UL /* a page a device, ring 0 only */
#define MMIO_BELOW (1UL << 40)
#define NO_LINE UINT64_MAX

struct device {
    volatile uint8_t *registers;
    uint64_t features;
    unsigned type;
    unsigned queue_count;
    int is_played;
    struct virtq queues[FLEXOS_QUEUES_MAX];
};

static struct device devices[FLEXOS_DEVICES_MAX];
static unsigned device_count;

static volatile uint32_t *reg(struct device *d, unsigned offset)
{
    return (volatile uint32_t *)(volatile void *)(d->registers + offset);
}

static void probe(uint64_t address, uint64_t irq)
{
    struct device *d = &devices[device_count];
    uint64_t page = address & ~(ARCH_PAGE_SIZE - 1);
    uint64_t virtual = MMIO_VIRTUAL + device_count * ARCH_PAGE_SIZE;

    if (device_count == FLEXOS_DEVICES_MAX || address >= MMIO_BELOW ||
        address % REG_END ||
        arch_map(virtual, (struct arch_paddr){page}, ARCH_PROT_WRITE, 0))
        return;
    d->registers = (volatile uint8_t *)(virtual + address - page);
    if (*reg(d, REG_MAGIC) != MAGIC || *reg(d, REG_VERSION) != VERSION ||
        !*reg(d, REG_DEVICE_ID)) {
        arch_unmap(virtual);
        return;
    }
    d->type = *reg(d, REG_DEVICE_ID);
    *reg(d, REG_STATUS) = 0;
    plat_irq_route((unsigned)irq, PLAT_IRQ_DEVICE + device_count);
    device_count++;
}

static uint64_t number(const char **at)
{
    uint64_t value = 0;
    unsigned base = 10;

    if ((*at)[0] == '0' && (*at)[1] == 'x') {
        base = 16;
        *at += 2;
    }
    for (;; (*at)++) {
        char c = **at;
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                                                : 99;
        if (digit >= base)
            return value;
        value = value * base + digit;
    }
}

/* "virtio_mmio.device=SIZE[K]@ADDRESS:IRQ"; 0: the word is another one. */
static int read_word(const char *word)
{
    for (const char *name = WORD; *name; name++, word++)
        if (*word != *name)
            return 0;
    number(&word);
    if (*word == 'K')
        word++;
    if (*word++ != '@')
        return 0;
    uint64_t address = number(&word);
    if (*word++ != ':')
        return 0;
    uint64_t irq = number(&word);
    if (*word && *word != ' ')
        return 0;
    probe(address, irq);
    return 1;
}

static void probe_played(void)
{
    unsigned before = device_count;

    probe((uint64_t)plat_played_registers, NO_LINE);
    devices[before].is_played = device_count != before;
}

/* The machine appends its words, so that they would be the application's
 * arguments: the last ones are looked at and cut off. */
void plat_devices_init(char *command_line)
{
    size_t end = 0;

    if (plat_played_run)
        probe_played();
    while (command_line[end])
        end++;
    while (end) {
        size_t start = end;

        while (start && command_line[start - 1] != ' ')
            start--;
        if (start != end && !read_word(command_line + start))
            return;
        end = start ? start - 1 : 0;
        command_line[end] = 0;
    }
}

long plat_device_find(unsigned type, unsigned index)
{
    for (unsigned i = device_count; i-- > 0;) /* read last to first */
        if (devices[i].type == type && !index--)
            return i;
    return -ENODEV;
}

/* Returns the features in force; 0: the device refuses. */
static uint64_t negotiate(struct device *d, uint64_t wanted)
{
    uint64_t offered;

    *reg(d, REG_DEVICE_FEATURES_SEL) = 0;
    offered = *reg(d, REG_DEVICE_FEATURES);
    *reg(d, REG_DEVICE_FEATURES_SEL) = 1;
    offered |= (uint64_t)*reg(d, REG_DEVICE_FEATURES) << 32;
    /* No other transport features: packed rings and an IOMMU would change
   * what descriptors mean. */
    uint64_t agreed = offered & ((wanted & 0xffffff) | VIRTIO_F_EVENT_IDX |
                                 VIRTIO_F_VERSION_1);
    *reg(d, REG_DRIVER_FEATURES_SEL) = 0;
    *reg(d, REG_DRIVER_FEATURES) = (uint32_t)agreed;
    *reg(d, REG_DRIVER_FEATURES_SEL) = 1;
    *reg(d, REG_DRIVER_FEATURES) = (uint32_t)(agreed >> 32);
    *reg(d, REG_STATUS) |= STATUS_FEATURES_OK;
    return agreed & VIRTIO_F_VERSION_1 &&
                   *reg(d, REG_STATUS) & STATUS_FEATURES_OK
               ? agreed
               : 0;
}

static void put_address(struct device *d, unsigned at,
                        const volatile void *ring)
{
    uint64_t pa = virtq_paddr(ring).value;

    *reg(d, at) = (uint32_t)pa;
    *reg(d, at + 4) = (uint32_t)(pa >> 32);
}

static int start_queue(struct device *d, unsigned number)
{
    struct virtq *q = &d->queues[number];

    *reg(d, REG_QUEUE_SEL) = number;
    uint32_t size = *reg(d, REG_QUEUE_NUM_MAX);
    if (size > VIRTQ_SIZE_MAX)
        size = VIRTQ_SIZE_MAX;
    if (!size || size & (size - 1) || virtq_init(q, number, size))
        return -EIO;
    q->notify = reg(d, REG_QUEUE_NOTIFY);
    q->device = (uint8_t)(d - devices);
    q->is_played = (uint8_t)d->is_played;
    q->has_event_index = !!(d->features & VIRTIO_F_EVENT_IDX);
    plat_queue_quiet(q);
    *reg(d, REG_QUEUE_NUM) = size;
    put_address(d, REG_QUEUE_DESC, q->desc);
    put_address(d, REG_QUEUE_DRIVER, q->avail);
    put_address(d, REG_QUEUE_DEVICE, q->used);
    *reg(d, REG_QUEUE_READY) = 1;
    return 0;
}

int plat_device_start(unsigned device, uint64_t features, unsigned queues)
{
    struct device *d = &devices[device];

    *reg(d, REG_STATUS) = STATUS_ACKNOWLEDGE | STATUS_DRIVER;
    d->features = negotiate(d, features);
    if (!d->features)
        return -EIO;
    for (; d->queue_count < queues; d->queue_count++)
        if (start_queue(d, d->queue_count))
            return -EIO;
    *reg(d, REG_STATUS) |= STATUS_DRIVER_OK;
    return 0;
}

uint64_t plat_device_features(unsigned device)
{
    return devices[device].features;
}

long plat_device_config(unsigned device, uint64_t offset, uint64_t width)
{
    volatile uint8_t *at = devices[device].registers + REG_CONFIG + offset;

    if (offset >= REG_END - REG_CONFIG || offset % (width ? width : 1))
        return -EINVAL;
    switch (width) {
    case 1:
        return *at;
    case 2:
        return *(volatile uint16_t *)(volatile void *)at;
    case 4:
        return *(volatile uint32_t *)(volatile void *)at;
    default:
        return -EINVAL;
    }
}

struct virtq *plat_device_queue(unsigned device, unsigned queue)
{
    struct device *d = &devices[device];

    return queue < d->queue_count ? &d->queues[queue] : NULL;
}

void plat_device_interrupt(unsigned device)
{
    struct device *d = &devices[device];

    *reg(d, REG_INTERRUPT_ACK) = *reg(d, REG_INTERRUPT_STATUS);
    for (unsigned q = 0; q < d->queue_count; q++)
        plat_queue_quiet(&d->queues[q]);
}
