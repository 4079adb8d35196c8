/* SPDX-License-Identifier: BSD-3-Clause */
/* Time: the TSC, measured once against channel 2 of the PIT (Intel 8254);
 * one-shot interrupts from channel 0 through the PIC (Intel 8259A). */
#include <arch.h>
#include "plat.h"

#define PIT_HZ 1193182UL
#define PIT_CHANNEL0 0x40
#define PIT_CHANNEL2 0x42
#define PIT_COMMAND 0x43
#define PIT_CH0_ONESHOT 0x30 /* low byte then high byte, mode 0 */
#define PIT_CH2_ONESHOT 0xb0
#define PIT_GATE 0x61
#define PIT_GATE_ON 1
#define PIT_SPEAKER 2
#define PIT_OUT 0x20
#define PIT_MAX 0xffff
#define PIC1 0x20
#define PIC2 0xa0
#define PIC_EOI 0x20
#define PIC_INIT 0x11
#define PIC_8086 1
#define PIC_CASCADE_LINE 2
#define CALIBRATION_TICKS 5966 /* 5 ms */
#define NS_PER_S 1000000000UL

static uint64_t tsc_start;
static uint64_t tsc_hz;

static void pic_init(void)
{
    arch_outb(PIC1, PIC_INIT);
    arch_outb(PIC2, PIC_INIT);
    arch_outb(PIC1 + 1, PLAT_IRQ_BASE);
    arch_outb(PIC2 + 1, PLAT_IRQ_BASE + 8);
    arch_outb(PIC1 + 1, 1 << PIC_CASCADE_LINE);
    arch_outb(PIC2 + 1, PIC_CASCADE_LINE);
    arch_outb(PIC1 + 1, PIC_8086);
    arch_outb(PIC2 + 1, PIC_8086);
    arch_outb(PIC1 + 1, (uint8_t)~(1 << PLAT_IRQ_TIMER)); /* only the timer */
    arch_outb(PIC2 + 1, 0xff);
}

static uint64_t calibrate(void)
{
    uint8_t gate = arch_inb(PIT_GATE) & (uint8_t)~PIT_SPEAKER;

    arch_outb(PIT_GATE, gate | PIT_GATE_ON);
    arch_outb(PIT_COMMAND, PIT_CH2_ONESHOT);
    arch_outb(PIT_CHANNEL2, CALIBRATION_TICKS & 0xff);
    arch_outb(PIT_CHANNEL2, CALIBRATION_TICKS >> 8);
    uint64_t from = arch_tsc();
    while (!(arch_inb(PIT_GATE) & PIT_OUT))
        ;
    return (arch_tsc() - from) * PIT_HZ / CALIBRATION_TICKS;
}

void plat_clock_init(void)
{
    pic_init();
    tsc_hz = calibrate();
    tsc_start = arch_tsc();
}

uint64_t plat_time_ns(void)
{
    uint64_t ticks = arch_tsc() - tsc_start;

    /* Seconds and the rest apart: no product exceeds 64 bits. */
    return ticks / tsc_hz * NS_PER_S + ticks % tsc_hz * NS_PER_S / tsc_hz;
}

void plat_clock_arm(uint64_t deadline_ns)
{
    uint64_t now = plat_time_ns();
    uint64_t wait = deadline_ns > now ? deadline_ns - now : 0;
    uint64_t ticks = wait > NS_PER_S ? PIT_MAX : wait * PIT_HZ / NS_PER_S + 1;

    if (ticks > PIT_MAX)
        ticks = PIT_MAX;
    arch_outb(PIT_COMMAND, PIT_CH0_ONESHOT);
    arch_outb(PIT_CHANNEL0, ticks & 0xff);
    arch_outb(PIT_CHANNEL0, ticks >> 8);
}

void plat_irq_done(unsigned line)
{
    if (line >= 8)
        arch_outb(PIC2, PIC_EOI);
    arch_outb(PIC1, PIC_EOI);
}
