/* SPDX-License-Identifier: BSD-3-Clause */
/* Time: the TSC; one-shot interrupts from the local APIC's timer (Intel SDM
 * volume 3A, chapter 11). Both are measured once against channel 0 of the PIT
 * (Intel 8254), whose own interrupts stay off: QEMU's microvm leaves the PIC
 * behind a masked LINT0, and has no port 0x61 for channel 2. */
#include "plat.h"
#include <arch.h>

#define PIT_HZ 1193182UL
#define PIT_CHANNEL0 0x40
#define PIT_COMMAND 0x43
#define PIT_CH0_ONESHOT 0x30   /* low byte then high byte, mode 0 */
#define PIT_CH0_STATUS 0xe2    /* read-back: latch the status of channel 0 */
#define PIT_STATUS_OUT 0x80    /* the count has run down */
#define CALIBRATION_TICKS 5966 /* 5 ms */
#define CALIBRATION_PRECISION 16
#define CALIBRATION_TRIES 20

#define PIC1_MASK 0x21
#define PIC2_MASK 0xa1
#define PIC_ALL_MASKED 0xff

#define APIC_PHYSICAL 0xfee00000UL
#define APIC_VIRTUAL 0xffffc00000000000UL /* ring 0 only */
#define APIC_EOI 0xb0
#define APIC_SPURIOUS 0xf0
#define APIC_ENABLE 0x100
#define APIC_SPURIOUS_VECTOR 47
#define APIC_TIMER_VECTOR 0x320
#define APIC_TIMER_INITIAL 0x380
#define APIC_TIMER_CURRENT 0x390
#define APIC_TIMER_DIVIDE 0x3e0
#define APIC_DIVIDE_BY_16 3
#define APIC_COUNT_MAX 0xffffffffUL

#define NS_PER_S 1000000000UL

static uint64_t tsc_start;
static uint64_t tsc_factor;
static uint64_t timer_hz;

static volatile uint32_t *apic(unsigned offset)
{
    return (volatile uint32_t *)(APIC_VIRTUAL + offset);
}

static void apic_init(void)
{
    arch_outb(PIC1_MASK, PIC_ALL_MASKED);
    arch_outb(PIC2_MASK, PIC_ALL_MASKED);
    /* Supervisor, not executable; the page is the device's, not memory. */
    arch_map(APIC_VIRTUAL, (struct arch_paddr){APIC_PHYSICAL}, ARCH_PROT_WRITE,
             0);
    *apic(APIC_SPURIOUS) = APIC_ENABLE | APIC_SPURIOUS_VECTOR;
    *apic(APIC_TIMER_DIVIDE) = APIC_DIVIDE_BY_16;
    *apic(APIC_TIMER_VECTOR) = PLAT_IRQ_BASE + PLAT_IRQ_TIMER; /* one-shot */
}

static uint64_t per_second(uint64_t counted)
{
    return counted * PIT_HZ / CALIBRATION_TICKS;
}

/* One measurement. 0 when something held the guest up as it looked at the
 * clocks: then more time has passed than CALIBRATION_TICKS say. */
static int measure(void)
{
    uint64_t before = arch_tsc();

    arch_outb(PIT_COMMAND, PIT_CH0_ONESHOT);
    arch_outb(PIT_CHANNEL0, CALIBRATION_TICKS & 0xff);
    arch_outb(PIT_CHANNEL0, CALIBRATION_TICKS >> 8);
    *apic(APIC_TIMER_INITIAL) = APIC_COUNT_MAX;
    uint64_t from = arch_tsc(), last, now = from;
    int ended;
    do {
        last = now;
        arch_outb(PIT_COMMAND, PIT_CH0_STATUS);
        ended = arch_inb(PIT_CHANNEL0) & PIT_STATUS_OUT;
        now = arch_tsc();
    } while (!ended);
    timer_hz = per_second(APIC_COUNT_MAX - *apic(APIC_TIMER_CURRENT));
    tsc_factor = (NS_PER_S << 32) / per_second(now - from);
    uint64_t blind = (arch_tsc() - last) + (from - before);
    return blind < (now - from) / CALIBRATION_PRECISION;
}

/* On a busy host the guest may be held up for many times what is measured. */
static void calibrate(void)
{
    for (int tries = CALIBRATION_TRIES; tries && !measure(); tries--)
        ;
    *apic(APIC_TIMER_INITIAL) = 0; /* stops */
}

void plat_clock_init(void)
{
    apic_init();
    calibrate();
    tsc_start = arch_tsc();
}

uint64_t plat_tsc_start(void)
{
    return tsc_start;
}

uint64_t plat_tsc_factor(void)
{
    return tsc_factor;
}

uint64_t plat_time_ns(void)
{
    /* As flexos_clock computes it for ring 3: the two must never differ. */
    return (uint64_t)((unsigned __int128)(arch_tsc() - tsc_start) *
                          tsc_factor >>
                      32);
}

void plat_clock_arm(uint64_t deadline_ns)
{
    uint64_t now = plat_time_ns();
    uint64_t wait = deadline_ns > now ? deadline_ns - now : 0;

    if (wait > NS_PER_S)
        wait = NS_PER_S;
    uint64_t count = wait * timer_hz / NS_PER_S + 1;
    *apic(APIC_TIMER_INITIAL) =
        (uint32_t)(count > APIC_COUNT_MAX ? APIC_COUNT_MAX : count);
}

void plat_irq_done(void)
{
    *apic(APIC_EOI) = 0;
}
