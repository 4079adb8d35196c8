/* SPDX-License-Identifier: BSD-3-Clause */
/* Which attack, by name. */
#include <attacker.h>
#include <attacks.h>
#include <uk/print.h>

#include "internal.h"

/* Of the library of privileged instructions, in some images only. */
void attacker_raw(void) __attribute__((weak));

int attacker_is(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

long attacker_leak(unsigned long address)
{
    attacker_tell(*(volatile unsigned long *)address);
}

/* The test's secret has its top bit set and its low bit too: no address. */
long attacker_search(const volatile uint64_t *from, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        uint64_t word = from[i];
        if (word >> 48 != 0xffff && word >> 63 && word & 1) {
            uk_printk("LEAKED %lx\n", (unsigned long)word);
            return 0;
        }
    }
    return 0;
}

/* Runs n[0] with n[1]; whatever returns was executed. With n[2], reads that
 * word with the rights that are in force then. */
static long execute(const unsigned long *n)
{
    if (attacker_raw)
        attacker_raw();
    ((void (*)(unsigned long))n[0])(n[1]);
    if (n[2])
        return attacker_leak(n[2]);
    uk_printk("SUCCEEDED: the instruction was executed\n");
    return 0;
}

/* Interrupts off and I/O privilege: 0x200 and 0x3000 of the flags. */
static long change_flags(const unsigned long *n)
{
    unsigned long flags = ((unsigned long (*)(void))n[0])();

    if ((flags & 0x3200) != 0x200)
        uk_printk("SUCCEEDED: flags are %lx\n", flags);
    return 0;
}

long attacker_run(void)
{
    const char *name = attack_name;
    const unsigned long *n = attack_numbers;

    if (attacker_is(name, "execute"))
        return execute(n);
    if (attacker_is(name, "change-flags"))
        return change_flags(n);
    long result = attacker_on_memory(name, n);
    if (result == ATTACKER_UNKNOWN)
        result = attacker_on_gates(name, n);
    if (result == ATTACKER_UNKNOWN)
        result = attacker_on_residue(name, n);
    if (result == ATTACKER_UNKNOWN)
        result = attacker_on_threads(name, n);
    if (result == ATTACKER_UNKNOWN)
        result = attacker_on_services(name, n);
    return result == ATTACKER_UNKNOWN ? 0 : result;
}
