/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptor tables, control registers and the odd instruction. Interrupt
 * stacks are the trusted base's own (IST), never the interrupted thread's. */
#include "arch.h"

#define CR4_OSFXSR (1UL << 9)
#define CR4_OSXMMEXCPT (1UL << 10)
#define CR4_UMIP (1UL << 11)
#define CR4_FSGSBASE (1UL << 16)
#define CR4_OSXSAVE (1UL << 18)
#define CR4_SMEP (1UL << 20)
#define CR4_PKE (1UL << 22)
#define XCR0_X87_SSE_AVX 7 /* bit 9 stays clear: XRSTOR cannot load PKRU */
#define MSR_STAR 0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_FMASK 0xc0000084
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102
#define FMASK_IF_TF_DF_NT_AC 0x44700
#define SEL_CODE 0x08UL
#define SEL_SYSRET 0x1bUL
#define SEL_TSS 0x30
#define VECTORS 48
#define GATE_INTERRUPT 0x8e
#define IST_FAULT 1
#define IST_DOUBLE 2
#define IST_NMI 3
#define IST_INTERRUPT 4
#define IST_SIZE 8192

struct idt_entry {
    uint16_t low, selector;
    uint8_t ist, type;
    uint16_t middle;
    uint32_t high, zero;
};
_Static_assert(sizeof(struct idt_entry) == 16, "Intel SDM vol. 3, 6.14.1");

struct tss {
    uint32_t reserved0;
    uint64_t rsp[3], reserved1, ist[7], reserved2;
    uint16_t reserved3, io_map;
} __attribute__((packed));
_Static_assert(sizeof(struct tss) == 104, "Intel SDM vol. 3, 7.7");

struct table_pointer {
    uint16_t limit;
    uint64_t base;
} __attribute__((packed));

extern const uint64_t arch_vectors[VECTORS];
extern uint64_t arch_gdt_tss[2];
extern void arch_syscall_entry(void);

uint64_t arch_has_pku;

static struct idt_entry idt[VECTORS];
static struct tss tss;
static uint8_t ist_stacks[4][IST_SIZE] __attribute__((aligned(16)));

static void write_msr(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr" ::"c"(msr), "a"((uint32_t)value),
                     "d"((uint32_t)(value >> 32)));
}

struct cpuid {
    uint32_t eax, ebx, ecx, edx;
};

static struct cpuid cpuid(uint32_t leaf)
{
    struct cpuid r;

    __asm__ volatile("cpuid"
                     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                     : "a"(leaf), "c"(0));
    return r;
}

static uint8_t ist_of(unsigned vector)
{
    if (vector == 8)
        return IST_DOUBLE;
    if (vector == 2)
        return IST_NMI;
    return vector < 32 ? IST_FAULT : IST_INTERRUPT;
}

static void load_tables(void)
{
    uint64_t base = (uint64_t)&tss;

    for (unsigned i = 0; i < 4; i++)
        tss.ist[i] = (uint64_t)ist_stacks[i] + IST_SIZE;
    tss.io_map = sizeof(tss); /* none: ring 3 has no port */
    arch_gdt_tss[0] = (sizeof(tss) - 1) | (base & 0xffffff) << 16 |
                      0x89UL << 40 | (base >> 24 & 0xff) << 56;
    arch_gdt_tss[1] = base >> 32;
    __asm__ volatile("ltr %w0" ::"r"(SEL_TSS));
    for (unsigned i = 0; i < VECTORS; i++)
        idt[i] = (struct idt_entry){
            .low = (uint16_t)arch_vectors[i],
            .selector = SEL_CODE,
            .ist = ist_of(i),
            .type = GATE_INTERRUPT,
            .middle = (uint16_t)(arch_vectors[i] >> 16),
            .high = (uint32_t)(arch_vectors[i] >> 32),
        };
    struct table_pointer pointer = {sizeof(idt) - 1, (uint64_t)idt};
    __asm__ volatile("lidt %0" ::"m"(pointer));
}

static void enable_features(void)
{
    uint64_t cr4;
    struct cpuid seven = cpuid(7);

    arch_has_pku = seven.ecx >> 3 & 1;
    __asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
    cr4 |= CR4_OSFXSR | CR4_OSXMMEXCPT | CR4_OSXSAVE;
    cr4 &= ~CR4_FSGSBASE; /* ring 3 must not move its GS base */
    if (arch_has_pku)
        cr4 |= CR4_PKE;
    if (seven.ecx >> 2 & 1) /* ring 3 need not know where the tables are */
        cr4 |= CR4_UMIP;
    if (seven.ebx >> 7 & 1)
        cr4 |= CR4_SMEP;
    __asm__ volatile("mov %0, %%cr4" ::"r"(cr4));
    __asm__ volatile("xsetbv" ::"c"(0), "a"(XCR0_X87_SSE_AVX), "d"(0));
}

int arch_cpu_init(int need_pku)
{
    load_tables();
    enable_features();
    write_msr(MSR_STAR, SEL_SYSRET << 48 | SEL_CODE << 32);
    write_msr(MSR_LSTAR, (uint64_t)arch_syscall_entry);
    write_msr(MSR_FMASK, FMASK_IF_TF_DF_NT_AC);
    write_msr(MSR_KERNEL_GS_BASE, 0); /* swapgs faults in ring 3 anyway */
    return need_pku && !arch_has_pku ? -1 : 0;
}

void arch_set_gs_base(uint64_t base)
{
    /* The selector too: a null selector loaded by ring 3 zeroes the base. */
    __asm__ volatile("mov %0, %%gs" ::"r"(ARCH_SEL_USER_DATA));
    write_msr(MSR_GS_BASE, base);
}

void arch_set_fs_base(uint64_t base)
{
    write_msr(MSR_FS_BASE, base);
}

void arch_write_pkru(uint32_t value)
{
    if (arch_has_pku)
        __asm__ volatile("wrpkru" ::"a"(value), "c"(0), "d"(0) : "memory");
}

uint64_t arch_read_cr2(void)
{
    uint64_t value;

    __asm__ volatile("mov %%cr2, %0" : "=r"(value));
    return value;
}

uint64_t arch_tsc(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high)::"memory");
    return low | (uint64_t)high << 32;
}

uint64_t arch_random(void)
{
    uint64_t value = 0;
    uint8_t good = 0;

    for (int tries = 0; (cpuid(1).ecx >> 30 & 1) && !good && tries < 16;
         tries++)
        __asm__ volatile("rdrand %0; setc %1" : "=r"(value), "=qm"(good));
    if (!good) /* no RDRAND: splitmix64 over the time stamp counter */
        value = arch_tsc() * 0x9e3779b97f4a7c15;
    value ^= value >> 31;
    return value * 0xbf58476d1ce4e5b9 ^ value >> 27;
}

void arch_wait_for_interrupt(void)
{
    __asm__ volatile("sti; hlt; cli" ::: "memory");
}
