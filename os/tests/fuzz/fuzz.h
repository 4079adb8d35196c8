/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#define ARGUMENTS_MAX 6

/* What ring 0 makes of an argument before the callee sees it, by letters: it
 * must be the caller's own memory to read ('i'), with no functions but the
 * caller's in it ('t'), to write ('o'), a text ('s') or an entry ('c'); 'l', bytes or elements of such memory without an upper
 * bound. Anything else ('n') arrives as it is. */
struct entry {
    const char *name;
    const char *arguments;
    long (*call)(const long *a);
};

/* table.c */
extern const struct entry fuzz_entries[];
extern const unsigned fuzz_entry_count;

/* thunks.c: entries that no C can name, from the file /thunks, a line each:
 * name, letters, address in hexadecimal; a line "-" is an address of others. */
void fuzz_thunks_read(void);
unsigned fuzz_thunk_count(void);
const char *fuzz_thunk_name(unsigned n);
const char *fuzz_thunk_arguments(unsigned n);
long fuzz_thunk_call(unsigned n, const long *a);
/* The address of a thunk, or another one that the file names. */
long fuzz_thunk_address(unsigned n);
unsigned fuzz_address_count(void);
long fuzz_address(unsigned n);

/* pool.c: values, drawn by a generator with a seed. */
void fuzz_pool_seed(uint64_t seed, const void *shared);
uint64_t fuzz_random(uint64_t below);
/* An argument of the kind that the letter says; with `is_risky`, of any. */
long fuzz_argument(char letter, int is_risky);
/* What a call said: a later one may be given it. */
void fuzz_remember(long result);
/* A function of this compartment that is an entry; main.c. */
long fuzz_own_entry(void);
/* 1: this memory, which calls read and write, holds a secret now. */
int fuzz_has_secret(void);

#endif
