/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio over PCI (virtio 1.1, section 4.1), by its registers of version 1:
 * QEMU's q35. Bus 0, whose addresses the firmware has assigned. Interrupts
 * are messages (PCI 3.0, section 6.8.2): there is no line to share and nothing
 * to acknowledge. */
#include "virtio_device.h"
#include <plat.h>

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA 0xcfc
#define CONFIG_ENABLE (1U << 31)
#define SLOTS 32
#define NO_DEVICE 0xffffffffU

#define PCI_ID 0x00
#define PCI_COMMAND 0x04 /* low half; the high one is the status */
#define PCI_BARS 0x10
#define PCI_SUBSYSTEM 0x2c
#define PCI_CAPABILITIES 0x34
#define COMMAND_MEMORY 2
#define COMMAND_MASTER 4
#define COMMAND_NO_LINE (1U << 10)
#define STATUS_HAS_CAPABILITIES (1U << 20)
#define BARS 6
#define BAR_IS_PORTS 1
#define BAR_WIDTH 6 /* the bits; 4: 64 bits */
#define BAR_64 4
#define BAR_FLAGS 0xfUL

#define VENDOR_VIRTIO 0x1af4
#define ID_TRANSITIONAL 0x1000 /* the subsystem's is the device's type */
#define ID_MODERN 0x1040       /* and the device's type */
#define ID_END 0x1080

#define CAP_MSIX 0x11
#define CAP_VENDOR 0x09
#define CAPS_MAX 48
#define VIRTIO_COMMON 1
#define VIRTIO_NOTIFY 2
#define VIRTIO_CONFIG 4
#define CAP_BAR 4 /* offsets in a capability */
#define CAP_OFFSET 8
#define CAP_LENGTH 12
#define CAP_STRIDE 16
#define COMMON_SIZE 56

#define MSIX_ENABLE (1U << 31) /* of the capability's first word */
#define MSIX_BAR 7U
#define MSIX_ENTRY 16
#define MESSAGE_TO_APIC_0 0xfee00000U

#define PCI_VIRTUAL 0xffffc00000020000UL /* pages of BARs, ring 0 only */
#define PCI_BELOW (1UL << 40)

static const struct virtio_place places[VIRTIO_REGISTERS] = {
    [DEVICE_FEATURES_SEL] = {0, 4},
    [DEVICE_FEATURES] = {4, 4},
    [DRIVER_FEATURES_SEL] = {8, 4},
    [DRIVER_FEATURES] = {12, 4},
    [STATUS] = {20, 1},
    [QUEUE_SEL] = {22, 2},
    [QUEUE_SIZE_MAX] = {24, 2},
    [QUEUE_SIZE] = {24, 2},
    [QUEUE_VECTOR] = {26, 2},
    [QUEUE_READY] = {28, 2},
    [QUEUE_DOORBELL] = {30, 2},
    [QUEUE_DESC] = {32, 4},
    [QUEUE_DRIVER] = {40, 4},
    [QUEUE_DEVICE] = {48, 4},
};

static unsigned pages_mapped;

static uint32_t read_config(unsigned slot, unsigned offset)
{
    arch_outl(CONFIG_ADDRESS, CONFIG_ENABLE | slot << 11 | (offset & 0xfc));
    return arch_inl(CONFIG_DATA);
}

static void write_config(unsigned slot, unsigned offset, uint32_t value)
{
    arch_outl(CONFIG_ADDRESS, CONFIG_ENABLE | slot << 11 | (offset & 0xfc));
    arch_outl(CONFIG_DATA, value);
}

/* Where a capability of the device is; 0: it has none like that.
 * `kind` is of the vendor's: virtio 1.1, section 4.1.4. */
static unsigned capability(unsigned slot, unsigned id, unsigned kind)
{
    if (!(read_config(slot, PCI_COMMAND) & STATUS_HAS_CAPABILITIES))
        return 0;
    unsigned at = read_config(slot, PCI_CAPABILITIES) & 0xfc;
    for (unsigned n = 0; at && n < CAPS_MAX; n++) {
        uint32_t head = read_config(slot, at);

        if ((head & 0xff) == id && (id != CAP_VENDOR || head >> 24 == kind))
            return at;
        at = head >> 8 & 0xfc;
    }
    return 0;
}

/* `bytes` of a BAR, within a page; NULL: they cannot be had. */
static volatile uint8_t *map(unsigned slot, unsigned bar, uint64_t offset,
                             unsigned bytes)
{
    if (bar >= BARS)
        return NULL;
    uint64_t address = read_config(slot, PCI_BARS + 4 * bar);
    if (address & BAR_IS_PORTS)
        return NULL;
    if ((address & BAR_WIDTH) == BAR_64 && bar + 1 < BARS)
        address |= (uint64_t)read_config(slot, PCI_BARS + 4 * bar + 4) << 32;
    address = (address & ~BAR_FLAGS) + offset;
    uint64_t within = address & (ARCH_PAGE_SIZE - 1);
    uint64_t virtual = PCI_VIRTUAL + pages_mapped * ARCH_PAGE_SIZE;
    if (address == offset || address >= PCI_BELOW ||
        within + bytes > ARCH_PAGE_SIZE ||
        arch_map(virtual, (struct arch_paddr){address - within},
                 ARCH_PROT_WRITE, 0))
        return NULL;
    pages_mapped++;
    return (volatile uint8_t *)(virtual + within);
}

/* A part of the device that a capability of virtio's describes, or as much of
 * it as a page holds. NULL: there is none, or of less than `least` bytes. */
static volatile uint8_t *part(unsigned slot, unsigned kind, unsigned least,
                              unsigned *bytes)
{
    unsigned cap = capability(slot, CAP_VENDOR, kind);
    uint32_t offset = read_config(slot, cap + CAP_OFFSET);
    uint32_t room = ARCH_PAGE_SIZE - offset % ARCH_PAGE_SIZE;

    *bytes = cap ? read_config(slot, cap + CAP_LENGTH) : 0;
    if (*bytes > room)
        *bytes = room;
    if (!cap || *bytes < least)
        return NULL;
    return map(slot, read_config(slot, cap + CAP_BAR) & 0xff, offset, *bytes);
}

/* Message 0 raises the device's interrupt; -1: it cannot send any. */
static int route(unsigned slot, unsigned irq)
{
    unsigned cap = capability(slot, CAP_MSIX, 0);

    if (!cap)
        return -1;
    uint32_t table = read_config(slot, cap + 4);
    volatile uint32_t *entry = (volatile void *)map(
        slot, table & MSIX_BAR, table & ~MSIX_BAR, MSIX_ENTRY);
    if (!entry)
        return -1;
    entry[0] = MESSAGE_TO_APIC_0;
    entry[1] = 0;
    entry[2] = PLAT_IRQ_BASE + irq; /* fixed, edge */
    entry[3] = 0;                   /* not masked */
    write_config(slot, cap, read_config(slot, cap) | MSIX_ENABLE);
    return 0;
}

/* 0: no device of virtio's is there. */
static unsigned type_of(unsigned slot)
{
    uint32_t id = read_config(slot, PCI_ID);

    if ((id & 0xffff) != VENDOR_VIRTIO || id >> 16 < ID_TRANSITIONAL ||
        id >> 16 >= ID_END)
        return 0;
    return id >> 16 >= ID_MODERN ? (id >> 16) - ID_MODERN
                                 : read_config(slot, PCI_SUBSYSTEM) >> 16;
}

static void probe(unsigned slot)
{
    unsigned type = type_of(slot), handle, bytes;
    struct virtio_device *d = type ? virtio_next(&handle) : NULL;

    if (!d)
        return;
    write_config(slot, PCI_COMMAND,
                 (read_config(slot, PCI_COMMAND) & 0xffff) | COMMAND_MEMORY |
                     COMMAND_MASTER | COMMAND_NO_LINE);
    d->places = places;
    d->type = type;
    d->registers = part(slot, VIRTIO_COMMON, COMMON_SIZE, &bytes);
    d->doorbells = part(slot, VIRTIO_NOTIFY, 2, &d->doorbells_size);
    d->doorbell_stride = read_config(
        slot, capability(slot, CAP_VENDOR, VIRTIO_NOTIFY) + CAP_STRIDE);
    d->has_short_doorbell = 1;
    d->config = part(slot, VIRTIO_CONFIG, 0, &d->config_size);
    if (!d->config)
        d->config_size = 0; /* the type has nothing to say */
    if (!d->registers || !d->doorbells || route(slot, PLAT_IRQ_DEVICE + handle))
        return;
    virtio_keep(d);
}

/* Last to first, as those over MMIO are named. */
void virtio_pci_probe(void)
{
    if (read_config(0, PCI_ID) == NO_DEVICE)
        return;
    for (unsigned slot = SLOTS; slot-- > 0;)
        probe(slot);
}
