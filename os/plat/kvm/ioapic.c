/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupt lines of devices: the I/O APIC (Intel 82093AA datasheet, 3.2). */
#include <arch.h>
#include <plat.h>

#define IOAPIC_PHYSICAL 0xfec00000UL
#define IOAPIC_VIRTUAL 0xffffc00000001000UL /* ring 0 only */
#define REG_SELECT 0x00
#define REG_WINDOW 0x10
#define REDIRECTION(line)                                                      \
    (0x10 + 2 * (line)) /* high half: APIC 0, as reset   \
                                               */
#define LINES 24

static int is_mapped;

static void write(unsigned index, uint32_t value)
{
    *(volatile uint32_t *)(IOAPIC_VIRTUAL + REG_SELECT) = index;
    *(volatile uint32_t *)(IOAPIC_VIRTUAL + REG_WINDOW) = value;
}

void plat_irq_route(unsigned line, unsigned irq)
{
    if (!is_mapped)
        arch_map(IOAPIC_VIRTUAL, (struct arch_paddr){IOAPIC_PHYSICAL},
                 ARCH_PROT_WRITE, 0);
    is_mapped = 1;
    /* Fixed, physical, active high, edge: virtio over MMIO holds the line
   * until its status is acknowledged, which precedes the next edge. */
    if (line < LINES) {
        write(REDIRECTION(line) + 1, 0);
        write(REDIRECTION(line), PLAT_IRQ_BASE + irq);
    }
}
