/* SPDX-License-Identifier: BSD-3-Clause */
/* The seam between the trusted base and x86-64. Ring 0 only. One CPU; all of
 * ring 0 runs with interrupts off except inside arch_wait_for_interrupt. */
#ifndef ARCH_H
#define ARCH_H

#include <flexos/layout.h>
#include <stddef.h>
#include <stdint.h>

#define ARCH_PAGE_SIZE 4096UL

/* Physical addresses are a type of their own: reach memory with arch_at(). */
struct arch_paddr {
    uint64_t value;
};

/* What a trap leaves on its stack, lowest address first. */
struct arch_frame {
    uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp;
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t vector, error;
    uint64_t rip, cs, rflags, rsp, ss;
};

/* How a thread enters ring 3 the first time. */
struct arch_start {
    uint64_t argument;
    uint64_t rip, cs, rflags, rsp, ss;
};
#define ARCH_SEL_USER_CODE 0x2b
#define ARCH_SEL_USER_DATA 0x23
#define ARCH_RFLAGS_USER 0x202 /* IF; IOPL 0 */
#define ARCH_XSAVE_SIZE 1024   /* x87, SSE, AVX: 832 bytes */

/* Page rights. Absent ARCH_PROT_EXEC means no-execute. */
#define ARCH_PROT_USER 1
#define ARCH_PROT_WRITE 2
#define ARCH_PROT_EXEC 4

/* Set by arch_cpu_init: PKE is on. */
extern uint64_t arch_has_pku;
extern uint64_t arch_kernel_rsp;

/* Descriptor tables, control registers, SYSCALL. Returns 0, or -1 when
 * need_pku and the CPU has no protection keys. */
int arch_cpu_init(int need_pku);

/* The kernel's view of physical memory. */
static inline void *arch_at(struct arch_paddr pa)
{
    return (void *)(FLEXOS_DIRECT_MAP + pa.value);
}

/* Extends the direct map over [0, end); needs frames from arch's caller. */
void arch_direct_map(uint64_t end);

/* Starts an empty address space that keeps the direct map; switched to by
 * arch_space_activate once the image is mapped. */
void arch_space_new(void);
void arch_space_activate(void);

/* Map one page; va must be page aligned. Replaces nothing: -1 when va is
 * mapped already or no frame is left for a table. */
int arch_map(uint64_t va, struct arch_paddr pa, unsigned prot, unsigned key);

/* Unmaps va and says what was there; value 0 when nothing was. */
struct arch_paddr arch_unmap(uint64_t va);

/* Physical address behind a user address, if ring 3 may access it with the
 * rights of pkru; value 0 otherwise. */
struct arch_paddr arch_user_lookup(uint64_t va, uint32_t pkru, int write);

/* Leaves found lately, by page. A leaf that is there changes only when it is
 * unmapped, so arch_unmap alone takes entries out. An empty one speaks of page
 * 0, where nothing is ever mapped. */
#define ARCH_FOUND 64
extern struct arch_found {
    uint64_t page, leaf;
} arch_found[ARCH_FOUND];
static inline struct arch_found *arch_found_at(uint64_t va)
{
    return &arch_found[(va >> 12) % ARCH_FOUND];
}

uint64_t arch_find_leaf(uint64_t va);
/* What the page tables say of a user address; 0: nothing is mapped there. */
static inline uint64_t arch_user_leaf(uint64_t va)
{
    const struct arch_found *found = arch_found_at(va);

    return found->page == va >> 12 ? found->leaf : arch_find_leaf(va);
}
#define ARCH_PTE_PRESENT (1UL << 0)
#define ARCH_PTE_WRITABLE (1UL << 1)
#define ARCH_PTE_KEY_SHIFT 59
#define ARCH_PTE_ADDRESS 0x000ffffffffff000UL
/* Ring 3 may access the leaf's page with the rights of pkru. */
static inline int arch_leaf_allows(uint64_t leaf, uint32_t pkru, int write)
{
    unsigned rights = pkru >> 2 * (leaf >> ARCH_PTE_KEY_SHIFT & 15) & 3;

    if (!leaf)
        return 0;
    return write ? (leaf & ARCH_PTE_WRITABLE) && !rights : !(rights & 1);
}
static inline struct arch_paddr arch_leaf_frame(uint64_t leaf)
{
    return (struct arch_paddr){leaf & ARCH_PTE_ADDRESS};
}
/* The opposite of arch_at. */
struct arch_paddr arch_paddr_of(const void *direct);

void arch_set_gs_base(uint64_t base);
void arch_set_fs_base(uint64_t base); /* canonical, or #GP */
/* Only where there are keys. */
static inline uint32_t arch_rdpkru(void)
{
    uint32_t value;

    __asm__ volatile("rdpkru" : "=a"(value) : "c"(0) : "rdx");
    return value;
}
static inline uint32_t arch_read_pkru(void)
{
    return arch_has_pku ? arch_rdpkru() : 0;
}
void arch_write_pkru(uint32_t value);
uint64_t arch_read_cr2(void);
uint64_t arch_tsc(void);
uint64_t arch_random(void);
void arch_wait_for_interrupt(void);

static inline void arch_outb(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

static inline void arch_outl(uint16_t port, uint32_t value)
{
    __asm__ volatile("outl %0, %1" ::"a"(value), "Nd"(port));
}

static inline uint8_t arch_inb(uint16_t port)
{
    uint8_t value;

    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint32_t arch_inl(uint16_t port)
{
    uint32_t value;

    __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

/* Memory of ring 0, by whole words as far as they go. */
static inline void arch_copy(void *to, const void *from, size_t bytes)
{
    size_t count = bytes / 8;

    __asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(count)::"memory");
    count = bytes % 8;
    if (count)
        __asm__ volatile("rep movsb"
                         : "+D"(to), "+S"(from), "+c"(count)::"memory");
}

static inline void arch_clear(void *to, size_t bytes)
{
    size_t count = bytes / 8;

    __asm__ volatile("rep stosq" : "+D"(to), "+c"(count) : "a"(0) : "memory");
    count = bytes % 8;
    if (count)
        __asm__ volatile("rep stosb"
                         : "+D"(to), "+c"(count)
                         : "a"(0)
                         : "memory");
}

/* Assembly, trap.S. */
void arch_switch(uint64_t *save_rsp, uint64_t next_rsp, void *save_fx,
                 void *next_fx, uint32_t next_pkru);
void arch_thread_start(void);
_Noreturn void arch_enter_user(struct arch_start *start);

/* Called by trap.S; implemented by flexos-core. */
void arch_trap(struct arch_frame *frame);

#endif
