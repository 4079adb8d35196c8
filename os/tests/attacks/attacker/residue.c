/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks that wait for what others leave behind: in registers, below the
 * stack pointer, in freed memory; and what the attacker leaves to others. */
#include <stddef.h>
#include <uk/print.h>
#include <victim.h>

#include "internal.h"

void *malloc(size_t size);

#define BLOCK 256
#define BLOCKS 64
#define CHUNK 65536
#define STACK_WORDS 512

static long heap_residue(void)
{
    for (int i = 0; i < BLOCKS; i++) {
        uint64_t *block = malloc(BLOCK);
        if (block)
            attacker_search(block + 2, BLOCK / 8 - 2);
    }
    return 0;
}

/* All memory that is left. */
static long frame_residue(void)
{
    uint64_t *block;

    while ((block = malloc(CHUNK)))
        attacker_search(block + 2, CHUNK / 8 - 2);
    return 0;
}

static __attribute__((noinline)) long stack_residue(unsigned long target)
{
    volatile uint64_t here = 0;

    attacker_call(target, 1, 0);
    return attacker_search((const volatile uint64_t *)&here - STACK_WORDS,
                           STACK_WORDS - 16);
}

/* What comes in the padding of structures that the victim fills, after it has
 * had the secret in the same memory and kept it back. */
static __attribute__((noinline)) long padding(const char *name)
{
    struct victim_part parts[VICTIM_PARTS] = {0};

    if (attacker_is(name, "padding")) {
        victim_describe(parts, 1);
        victim_describe(parts, 0);
    } else if (attacker_is(name, "padding-copied")) {
        victim_work(0); /* leaves the secret where the parts will be */
        victim_snapshot(parts);
    } else {
        victim_list(parts, VICTIM_PARTS, 1);
        victim_list(parts, VICTIM_PARTS, 0);
    }
    return attacker_search((const volatile uint64_t *)parts,
                           sizeof(parts) / sizeof(uint64_t));
}

long attacker_on_residue(const char *name, const unsigned long *n)
{
    if (attacker_is(name, "registers-out") || attacker_is(name, "result")) {
        attacker_call(n[0], 1, 0);
        return attacker_search(attacker_registers, ATTACKER_REGISTER_WORDS);
    }
    if (attacker_is(name, "registers-in"))
        return attacker_search(attacker_registers, ATTACKER_REGISTER_WORDS);
    if (attacker_is(name, "odd-state"))
        return attacker_call(n[0], 0, 1) * 0;
    if (attacker_is(name, "stack-residue"))
        return stack_residue(n[0]);
    if (attacker_is(name, "heap-residue"))
        return heap_residue();
    if (attacker_is(name, "frame-residue"))
        return frame_residue();
    if (attacker_is(name, "padding") || attacker_is(name, "padding-counted") ||
        attacker_is(name, "padding-copied"))
        return padding(name);
    if (attacker_is(name, "never")) {
        victim_copy();
        victim_work(0);
        victim_byte();
    }
    return ATTACKER_UNKNOWN;
}
