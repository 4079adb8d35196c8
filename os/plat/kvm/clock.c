/* SPDX-License-Identifier: BSD-3-Clause */
/* Time: the TSC; one-shot interrupts from the local APIC's timer (Intel SDM
 * volume 3A, chapter 11). That timer counts nanoseconds, in QEMU
 * (hw/intc/apic.c) and in KVM (KVM_CAP_X86_APIC_BUS_CYCLES_NS, 1 unless a
 * monitor changes it); the TSC is the host's and is measured against it. */
#include "plat.h"
#include <arch.h>

#define MEASURED_NS 5000000UL
#define LOOKS 64

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
#define APIC_TICK_NS 16UL
#define APIC_COUNT_MAX 0xffffffffUL

#define NS_PER_S 1000000000UL

static uint64_t tsc_start;
static uint64_t tsc_factor;

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

struct moment {
    uint64_t tsc;
    uint32_t left; /* of the timer's count */
};

/* Both clocks at the same time. A busy host may hold the guest up between the
 * one and the other, but not at every one of so many looks. */
static struct moment look(void)
{
    struct moment best = {0};
    uint64_t nearest = UINT64_MAX;

    for (int i = 0; i < LOOKS; i++) {
        uint64_t before = arch_tsc();
        uint32_t left = *apic(APIC_TIMER_CURRENT);
        uint64_t distance = arch_tsc() - before;

        if (distance < nearest) {
            nearest = distance;
            best = (struct moment){before + distance / 2, left};
        }
    }
    return best;
}

/* It may be held up for long between two looks, which does not matter: both
 * clocks go on. Beyond a second the product below would overflow. */
static void calibrate(void)
{
    uint64_t ns;

    do {
        *apic(APIC_TIMER_INITIAL) = APIC_COUNT_MAX;
        struct moment from = look(), to;
        do {
            to = look();
            ns = (from.left - to.left) * APIC_TICK_NS;
        } while (ns < MEASURED_NS);
        tsc_factor = (ns << 32) / (to.tsc - from.tsc);
    } while (ns > NS_PER_S);
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
    *apic(APIC_TIMER_INITIAL) = (uint32_t)(wait / APIC_TICK_NS + 1);
}

void plat_irq_done(void)
{
    *apic(APIC_EOI) = 0;
}
