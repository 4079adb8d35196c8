/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the attacker's own files. */
#ifndef ATTACKER_INTERNAL_H
#define ATTACKER_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

#define ATTACKER_REGISTER_WORDS (16 + 16 * 4)
/* What an attack returns that is not one of the file's. */
#define ATTACKER_UNKNOWN 1

struct jump {
    uint64_t target, rax, rsp, fill;
};

/* registers.S */
long attacker_call(unsigned long target, unsigned long rdi, unsigned long odd);
_Noreturn void attacker_jump(const struct jump *jump);
long attacker_pivot(unsigned long target, unsigned long stack);
#define ATTACKER_MARK_WORDS 8
long attacker_mark(uint64_t words[ATTACKER_MARK_WORDS])
    __attribute__((returns_twice));
_Noreturn void attacker_return_to(const uint64_t words[ATTACKER_MARK_WORDS]);
_Noreturn void attacker_fault(unsigned long stack);
_Noreturn void attacker_tell(unsigned long word);
_Noreturn void attacker_step(unsigned long target);
extern uint64_t attacker_registers[ATTACKER_REGISTER_WORDS];

/* Reads a word and tells it. */
long attacker_leak(unsigned long address);
/* Tells the first word that is neither zero nor an address. */
long attacker_search(const volatile uint64_t *from, size_t words);
int attacker_is(const char *a, const char *b);

/* One file a kind; ATTACKER_UNKNOWN: the name is another file's. */
long attacker_on_memory(const char *name, const unsigned long *n);
long attacker_on_gates(const char *name, const unsigned long *n);
long attacker_on_residue(const char *name, const unsigned long *n);
long attacker_on_threads(const char *name, const unsigned long *n);
long attacker_on_services(const char *name, const unsigned long *n);
#endif
