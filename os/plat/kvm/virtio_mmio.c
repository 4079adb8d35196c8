/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio over MMIO (virtio 1.1, section 4.2, and its appendix 4.2.3.1.1 for
 * the command line): QEMU's microvm. */
#include "virtio_device.h"
#include <flexos/core.h>
#include <plat.h>
#include <plat_played.h>

#define REG_MAGIC 0x000
#define REG_VERSION 0x004
#define REG_DEVICE_ID 0x008
#define REG_QUEUE_NOTIFY 0x050
#define REG_CONFIG 0x100
#define REG_END 0x200

#define MAGIC 0x74726976
#define VERSION 2

#define WORD "virtio_mmio.device="
#define MMIO_VIRTUAL 0xffffc00000010000UL /* a page a device, ring 0 only */
#define MMIO_BELOW (1UL << 40)
#define NO_LINE UINT64_MAX

static const struct virtio_place places[VIRTIO_REGISTERS] = {
    [DEVICE_FEATURES] = {0x10, 4},  [DEVICE_FEATURES_SEL] = {0x14, 4},
    [DRIVER_FEATURES] = {0x20, 4},  [DRIVER_FEATURES_SEL] = {0x24, 4},
    [QUEUE_SEL] = {0x30, 4},        [QUEUE_SIZE_MAX] = {0x34, 4},
    [QUEUE_SIZE] = {0x38, 4},       [QUEUE_READY] = {0x44, 4},
    [INTERRUPT_STATUS] = {0x60, 4}, [INTERRUPT_ACK] = {0x64, 4},
    [STATUS] = {0x70, 4},           [QUEUE_DESC] = {0x80, 4},
    [QUEUE_DRIVER] = {0x90, 4},     [QUEUE_DEVICE] = {0xa0, 4},
};

static uint32_t reg(const struct virtio_device *d, unsigned offset)
{
    return *(volatile uint32_t *)(volatile void *)(d->registers + offset);
}

static struct virtio_device *probe(uint64_t address, uint64_t irq)
{
    unsigned handle;
    struct virtio_device *d = virtio_next(&handle);
    uint64_t page = address & ~(ARCH_PAGE_SIZE - 1);
    uint64_t virtual = MMIO_VIRTUAL + handle * ARCH_PAGE_SIZE;

    if (!d || address >= MMIO_BELOW || address % REG_END ||
        arch_map(virtual, (struct arch_paddr){page}, ARCH_PROT_WRITE, 0))
        return NULL;
    d->registers = (volatile uint8_t *)(virtual + address - page);
    if (reg(d, REG_MAGIC) != MAGIC || reg(d, REG_VERSION) != VERSION ||
        !reg(d, REG_DEVICE_ID)) {
        arch_unmap(virtual);
        return NULL;
    }
    d->places = places;
    d->type = reg(d, REG_DEVICE_ID);
    d->config = d->registers + REG_CONFIG;
    d->config_size = REG_END - REG_CONFIG;
    d->doorbells = d->registers + REG_QUEUE_NOTIFY;
    d->doorbells_size = sizeof(uint32_t);
    plat_irq_route((unsigned)irq, PLAT_IRQ_DEVICE + handle);
    virtio_keep(d);
    return d;
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

void virtio_mmio_probe_played(void)
{
    struct virtio_device *d = probe((uint64_t)plat_played_registers, NO_LINE);

    if (d)
        d->is_played = 1;
}

/* The machine appends its words, so that they would be the application's
 * arguments: the last ones are looked at and cut off. */
void virtio_mmio_probe(char *command_line)
{
    size_t end = 0;

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
