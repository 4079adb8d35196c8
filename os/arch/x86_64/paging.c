/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables: four levels, 4 KiB leaves; 2 MiB leaves for the direct map
 * only. Tables are reached through the direct map, so user mappings never
 * stand in the way. Keys sit in bits 59 to 62 of a leaf (Intel SDM vol. 3,
 * 4.6.2). */
#include "arch.h"
#include <flexos/layout.h>
#include <flexos/core.h>

#define PRESENT ARCH_PTE_PRESENT
#define WRITABLE ARCH_PTE_WRITABLE
#define USER (1UL << 2)
#define LARGE (1UL << 7)
#define NO_EXECUTE (1UL << 63)
#define KEY_SHIFT ARCH_PTE_KEY_SHIFT
#define ADDRESS ARCH_PTE_ADDRESS
#define ENTRIES 512
#define LARGE_SIZE (2UL << 20)
#define DIRECT_SLOT 256
#define BOOT_MAPPED (1UL << 30) /* boot.S */

static struct arch_paddr root;
struct arch_found arch_found[ARCH_FOUND];

static uint64_t *table_at(uint64_t entry)
{
    return arch_at((struct arch_paddr){entry & ADDRESS});
}

/* The entry's table, made if it is missing. NULL: no frame. */
static uint64_t *descend(uint64_t *entry)
{
    if (!(*entry & PRESENT)) {
        struct arch_paddr frame = flexos_frame_alloc();

        if (!frame.value)
            return NULL;
        /* Rights are the leaf's business. */
        *entry = frame.value | PRESENT | WRITABLE | USER;
    }
    return table_at(*entry);
}

static unsigned index_at(uint64_t va, unsigned level)
{
    return va >> (12 + 9 * level) & (ENTRIES - 1);
}

/* The leaf entry of va, tables made on the way when make is set. */
static uint64_t *walk(uint64_t va, int make)
{
    uint64_t *table = arch_at(root);

    for (unsigned level = 3; level > 0; level--) {
        uint64_t *entry = &table[index_at(va, level)];

        if (!make && !(*entry & PRESENT))
            return NULL;
        table = descend(entry);
        if (!table)
            return NULL;
    }
    return &table[index_at(va, 0)];
}

static void flush(uint64_t va)
{
    __asm__ volatile("invlpg (%0)" ::"r"(va) : "memory");
}

void arch_direct_map(uint64_t end)
{
    uint64_t cr3;

    __asm__ volatile("mov %%cr3, %0" : "=r"(cr3));
    uint64_t *pdpt = table_at(table_at(cr3)[DIRECT_SLOT]);
    for (uint64_t pa = BOOT_MAPPED; pa < end; pa += LARGE_SIZE) {
        uint64_t *pd = descend(&pdpt[pa >> 30]);

        if (!pd)
            return; /* the frames beyond stay unused */
        pd[pa >> 21 & (ENTRIES - 1)] =
            pa | PRESENT | WRITABLE | LARGE | NO_EXECUTE;
    }
}

void arch_space_new(void)
{
    uint64_t cr3;

    __asm__ volatile("mov %%cr3, %0" : "=r"(cr3));
    root = flexos_frame_alloc();
    uint64_t *table = arch_at(root);
    table[DIRECT_SLOT] = table_at(cr3)[DIRECT_SLOT] | NO_EXECUTE;
}

void arch_space_activate(void)
{
    __asm__ volatile("mov %0, %%cr3" ::"r"(root.value) : "memory");
}

int arch_map(uint64_t va, struct arch_paddr pa, unsigned prot, unsigned key)
{
    uint64_t *leaf = walk(va, 1);

    if (!leaf || (*leaf & PRESENT))
        return -1;
    *leaf = pa.value | PRESENT | (prot & ARCH_PROT_WRITE ? WRITABLE : 0) |
            (prot & ARCH_PROT_USER ? USER : 0) |
            (prot & ARCH_PROT_EXEC ? 0 : NO_EXECUTE) |
            (uint64_t)key << KEY_SHIFT;
    return 0;
}

struct arch_paddr arch_unmap(uint64_t va)
{
    uint64_t *leaf = walk(va, 0);
    struct arch_paddr was = {0};

    if (leaf && (*leaf & PRESENT)) {
        was.value = *leaf & ADDRESS;
        *leaf = 0;
        *arch_found_at(va) = (struct arch_found){0};
        flush(va);
    }
    return was;
}

static uint64_t look_up(uint64_t va)
{
    uint64_t entry = root.value;

    if (va >= FLEXOS_USER_TOP)
        return 0;
    for (unsigned level = 4; level > 0; level--) {
        const uint64_t *table = table_at(entry);

        entry = table[index_at(va, level - 1)];
        if (!(entry & PRESENT))
            return 0;
    }
    return entry & USER ? entry : 0;
}

uint64_t arch_find_leaf(uint64_t va)
{
    uint64_t leaf = look_up(va);

    if (leaf)
        *arch_found_at(va) = (struct arch_found){va >> 12, leaf};
    return leaf;
}

struct arch_paddr arch_paddr_of(const void *direct)
{
    return (struct arch_paddr){(uint64_t)direct - FLEXOS_DIRECT_MAP};
}

struct arch_paddr arch_user_lookup(uint64_t va, uint32_t pkru, int write)
{
    uint64_t leaf = arch_user_leaf(va);

    if (!arch_leaf_allows(leaf, pkru, write))
        return (struct arch_paddr){0};
    return (struct arch_paddr){(leaf & ADDRESS) | (va & (ARCH_PAGE_SIZE - 1))};
}
