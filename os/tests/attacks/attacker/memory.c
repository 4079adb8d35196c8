/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks on memory, pages and their rights. */
#include <flexos/layout.h>
#include <uk/print.h>

#include "internal.h"

#define PAGE 0x1000
#define RAM_START 0x100000
#define RAM_END 0x4000000 /* as much as the test gives */
#define PTE_ADDRESS 0x000ffffffffff000
#define PTE_PRESENT_USER 5
#define PTE_KEY ((uint64_t)15 << 59)
#define SCRAMBLE 0x5a

/* xor ecx, edx, eax; WRPKRU; ret. Scrambled: the bytes as they are would be
 * found in the image, if only as data. */
static const uint8_t all_rights[] = {
    0x31 ^ SCRAMBLE, 0xc9 ^ SCRAMBLE, 0x31 ^ SCRAMBLE, 0xd2 ^ SCRAMBLE,
    0x31 ^ SCRAMBLE, 0xc0 ^ SCRAMBLE, 0x0f ^ SCRAMBLE, 0x01 ^ SCRAMBLE,
    0xef ^ SCRAMBLE, 0xc3 ^ SCRAMBLE};
static uint8_t buffer[PAGE];

static long poke(unsigned long address, unsigned long value)
{
    *(volatile unsigned long *)address = value;
    if (*(volatile unsigned long *)address == value)
        uk_printk("SUCCEEDED: the word was written\n");
    return 0;
}

static long run_code_at(volatile uint8_t *code, unsigned long secret)
{
    for (size_t i = 0; i < sizeof(all_rights); i++)
        code[i] = all_rights[i] ^ SCRAMBLE;
    ((void (*)(void))code)();
    return attacker_leak(secret);
}

/* Finds the entry that maps the secret's page, and gives it key 0. */
static long change_key(unsigned long secret)
{
    for (uint64_t pa = RAM_START; pa < RAM_END; pa += sizeof(uint64_t)) {
        volatile uint64_t *entry =
            (volatile uint64_t *)(FLEXOS_DIRECT_MAP + pa);
        if ((*entry & PTE_ADDRESS) == (secret & PTE_ADDRESS) &&
            (*entry & PTE_PRESENT_USER) == PTE_PRESENT_USER)
            *entry &= ~PTE_KEY;
    }
    return attacker_leak(secret);
}

static __attribute__((noinline)) long recurse(volatile char *above)
{
    volatile char frame[PAGE];

    frame[0] = *above;
    return recurse(frame) + frame[0];
}

static _Noreturn void spin(void)
{
    for (;;)
        __asm__ volatile("pause");
}

long attacker_on_memory(const char *name, const unsigned long *n)
{
    if (attacker_is(name, "read"))
        return attacker_leak(n[0]);
    if (attacker_is(name, "write")) {
        *(volatile unsigned long *)n[0] = n[1];
        return 0;
    }
    if (attacker_is(name, "poke"))
        return poke(n[0], n[1]);
    if (attacker_is(name, "call")) {
        ((void (*)(void))n[0])();
        return 0;
    }
    if (attacker_is(name, "change-key"))
        return change_key(n[0]);
    if (attacker_is(name, "patch-text"))
        return run_code_at((volatile uint8_t *)n[1], n[0]);
    if (attacker_is(name, "run-data"))
        return run_code_at(buffer, n[0]);
    if (attacker_is(name, "overflow"))
        return recurse(name);
    if (attacker_is(name, "spin"))
        spin();
    return ATTACKER_UNKNOWN;
}
