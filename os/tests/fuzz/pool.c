/* SPDX-License-Identifier: BSD-3-Clause */
/* Arguments. Numbers may be anything: descriptors, flags, lengths that wrap,
 * addresses of everybody's memory. Pointers that ring 0 looks at lead to
 * memory of this compartment, or a single call would end the run; what is in
 * that memory may be anything again. */
#include "fuzz.h"
#include <fuzz_third.h>
#include <fuzz_victim.h>
#include <secret.h>
#include <uk/linux.h>

#define ARENA (256 << 10)
#define LARGEST (64 << 10) /* bytes that one argument lends */
#define SPREAD 4096        /* of where pointers point */
#define CONTENT 160        /* bytes that are filled in before a call */
#define RECENT 8
#define LINES 128
#define TEXT_MAX 1200

static char arena[ARENA] __attribute__((aligned(4096)));
static char text[2 * TEXT_MAX];
static uint64_t state;
static long recent[RECENT];
static unsigned recent_next;
static const char *shared_memory;

static const long edges[] = {
    0,
    1,
    -1,
    INT32_MAX,
    INT32_MIN,
    1L << 31,
    1L << 32,
    1L << 40,
    1L << 62,
    INT64_MAX,
    INT64_MIN,
    UINT32_MAX,
    4095,
    4096,
    4097,
    65535,
    65536,
    0xfff,
    -4096,
    -4095,
    255,
    256,
    0xffff8000000000L,
    1L << 47,
    -(1L << 47),
    0x5555555555555555,
    1000000000,
    999999999,
    0x3fffffff,
    -100,
    UK_FIONREAD,
    UK_TIOCGWINSZ,
    UK_FIONBIO,
    8,
    16,
};

static const char *const paths[] = {
    "/",
    "/a",
    "/b",
    "/a/b",
    "/a/b/c",
    "a",
    ".",
    "..",
    "../..",
    "/dev",
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/urandom",
    "/dev/console",
    "/data",
    "/data/a",
    "/data/b",
    "/data/a/../b",
    "/link",
    "/data/link",
    "",
    "//",
    "/a/",
    "/thunks",
    "vfs.mount=",
    "uktime.epoch",
    "netdev.ip",
    "name",
    "/dev/tty",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void fuzz_pool_seed(uint64_t seed, const void *shared)
{
    state = seed * SECRET_MULTIPLIER + 1;
    shared_memory = shared;
}

/* Vigna's xorshift64*, modulo something small. */
uint64_t fuzz_random(uint64_t below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return ((state * 0x2545f4914f6cdd1dUL) >> 16) % below;
}

static long address_of_others(void)
{
    switch (fuzz_random(6)) {
    case 0:
        return (long)fuzz_third_place();
    case 1:
        return (long)shared_memory;
    case 2:
        return (long)paths[fuzz_random(COUNT(paths))];
    case 3:
        return fuzz_thunk_count() ? fuzz_thunk_address((unsigned)fuzz_random(
                                        fuzz_thunk_count()))
                                  : 0;
    case 4:
        return fuzz_address_count()
                   ? fuzz_address((unsigned)fuzz_random(fuzz_address_count()))
                   : 0;
    default:
        return (long)fuzz_victim_place((unsigned)fuzz_random(4));
    }
}

static long number(void)
{
    switch (fuzz_random(16)) {
    case 0:
        return edges[fuzz_random(COUNT(edges))];
    case 1:
        return address_of_others() +
               (long)fuzz_random(9) * (fuzz_random(2) ? 8 : 1);
    case 2:
        return (long)(arena + fuzz_random(SPREAD));
    case 3:
        return 1L << fuzz_random(64);
    case 4:
        return 1L << fuzz_random(24) | 1L << fuzz_random(12);
    case 5:
        return (long)fuzz_random(UINT64_MAX);
    case 6: /* what lies above an int is not its */
        return (long)(fuzz_random(64) | fuzz_random(UINT32_MAX) << 32);
    case 7:
    case 8:
        return recent[fuzz_random(RECENT)];
    case 9:
        return -(long)fuzz_random(200);
    case 10:
        return (long)fuzz_random(5000);
    case 11:
    case 12:
        return (long)fuzz_random(4);
    default: /* descriptors, too */
        return (long)fuzz_random(40);
    }
}

/* A pipe's table, a path, an address of a socket, a time, words, nothing. */
static void fill(char *at)
{
    static const char address[] = {2, 0, 0x1f, 0x40, 127, 0, 0, 1};
    uint64_t kind = fuzz_random(6);

    for (unsigned i = 0; i < CONTENT; i += 8) {
        long word = kind == 0 ? 0
                    : kind == 1
                        ? (long)(fuzz_random(32) | fuzz_random(32) << 32)
                    : kind == 2 ? (long)fuzz_random(1000)
                                : number();
        __builtin_memcpy(at + i, &word, sizeof(word));
    }
    if (kind == 3)
        __builtin_memcpy(at, address, sizeof(address));
    if (kind == 4)
        __builtin_memcpy(at, paths[1], 3);
}

/* A table of functions: most of them this compartment's. */
static long table(void)
{
    static long words[CONTENT / sizeof(long)];

    if (!fuzz_random(16))
        return 0;
    for (unsigned i = 0; i < CONTENT / sizeof(long); i++)
        words[i] = !fuzz_random(32)   ? number()
                   : !fuzz_random(16) ? 0
                                      : fuzz_own_entry();
    words[0] = fuzz_random(2) ? words[0] : (long)fuzz_random(1 << 16);
    return (long)words;
}

static const char *a_text(void)
{
    char *at = text + fuzz_random(TEXT_MAX);
    const char *path = paths[fuzz_random(COUNT(paths))];
    size_t n = 0;

    if (!fuzz_random(12)) {
        for (size_t all = fuzz_random(TEXT_MAX - 1); n < all; n++)
            at[n] = "/abc.d"[fuzz_random(6)];
    } else {
        for (; path[n]; n++)
            at[n] = path[n];
    }
    at[n] = 0;
    return at;
}

static long pointer(int to_write)
{
    char *at = arena + fuzz_random(SPREAD);

    if (!fuzz_random(16))
        return 0;
    if (!to_write && !fuzz_random(16))
        return (long)fuzz_victim_place(3); /* text, as good as constants */
    if (fuzz_random(4))
        at = arena + (fuzz_random(SPREAD) & ~15UL);
    fill(at);
    return (long)at;
}

/* The same of functions that others have. */
static long table_of_others(void)
{
    long *words = (long *)table();

    for (unsigned i = 0; words && i < CONTENT / sizeof(long); i++)
        words[i] =
            fuzz_thunk_count() && fuzz_random(8)
                ? fuzz_thunk_address((unsigned)fuzz_random(fuzz_thunk_count()))
                : words[i];
    return (long)words;
}

long fuzz_argument(char letter, int is_risky)
{
    if (is_risky && letter == 't')
        return table_of_others();
    if (is_risky && letter == 'c' && fuzz_thunk_count())
        return fuzz_thunk_address((unsigned)fuzz_random(fuzz_thunk_count()));
    if (is_risky)
        return fuzz_random(2) ? number() : address_of_others();
    switch (letter) {
    case 'i':
        return pointer(0);
    case 'o':
        return pointer(1);
    case 's':
        return fuzz_random(24) ? (long)a_text() : 0;
    case 'l':
        return (long)fuzz_random(fuzz_random(4) ? 40 : 600);
    case 'c':
        return fuzz_random(8) ? fuzz_own_entry() : 0;
    case 't':
        return table();
    default:
        return number();
    }
}

void fuzz_remember(long result)
{
    if (result > 2 && result < INT32_MAX)
        recent[recent_next++ % RECENT] = result;
}

int fuzz_has_secret(void)
{
    uint64_t victims = secret_word(1), thirds = secret_word(2);
    int found = 0;

    for (size_t i = 0; i < LARGEST + SPREAD; i += 8) {
        uint64_t word;

        __builtin_memcpy(&word, arena + i, sizeof(word));
        if (word == victims || word == thirds) {
            found = 1;
            __builtin_memset(arena + i, 0, sizeof(word));
        }
    }
    return found;
}
