/* SPDX-License-Identifier: BSD-3-Clause */
/* Variables that are read, or copied as a whole, where nobody has written:
 * each leaks what an earlier call has left on the stack, unless the variant
 * auto-var-init is asked for, or clang clears it in any case. */
#include "uninitialised.h"

#include <stddef.h>
#include <stdint.h>

#define BYTES 256
#define SECRET 0xa5

/* All bytes of it but a few are padding. */
struct padded {
    char first;
    char last __attribute__((aligned(BYTES / 2)));
};

struct bits {
    uint32_t few : 3;
    uint32_t more : 5;
    char last __attribute__((aligned(BYTES)));
};

union partly {
    char one;
    char all[BYTES];
};

static volatile int one = 1;
static unsigned char seen[BYTES];

static __attribute__((noinline)) void leave_secret(void)
{
    volatile unsigned char bytes[8 * BYTES];

    for (unsigned i = 0; i < sizeof(bytes); i++)
        bytes[i] = SECRET;
}

/* What is here is in memory, whatever the compiler knows of it. */
static __attribute__((noinline)) void look(const void *variable, size_t bytes)
{
    for (size_t i = 0; i < BYTES; i++)
        seen[i] = i < bytes ? ((const volatile unsigned char *)variable)[i] : 0;
}

static void kept_in_memory(const void *variable)
{
    __asm__ volatile("" ::"r"(variable) : "memory");
}

static __attribute__((noinline)) void array(void)
{
    unsigned char bytes[BYTES];

    kept_in_memory(bytes);
    look(bytes, sizeof(bytes));
}

static __attribute__((noinline)) void variable_array(void)
{
    unsigned char bytes[BYTES * one];

    kept_in_memory(bytes);
    look(bytes, sizeof(bytes));
}

static __attribute__((noinline)) void on_request(void)
{
    look(__builtin_alloca((size_t)BYTES * (size_t)one), BYTES);
}

static __attribute__((noinline)) void members(void)
{
    struct padded s;

    s.first = (char)one;
    s.last = 2;
    kept_in_memory(&s);
    look(&s, sizeof(s));
}

static __attribute__((noinline)) void some_members(void)
{
    struct padded s = {.first = 1};

    kept_in_memory(&s);
    look(&s, sizeof(s));
}

static __attribute__((noinline)) void computed_members(void)
{
    struct padded s = {.first = (char)one, .last = (char)one};

    kept_in_memory(&s);
    look(&s, sizeof(s));
}

static __attribute__((noinline)) void literal(void)
{
    const struct padded *s =
        &(struct padded){.first = (char)one, .last = (char)one};

    kept_in_memory(s);
    look(s, sizeof(*s));
}

static __attribute__((noinline)) void bit_fields(void)
{
    struct bits s;

    s.few = (unsigned)one & 7;
    s.more = 2;
    s.last = 1;
    kept_in_memory(&s);
    look(&s, sizeof(s));
}

static __attribute__((noinline)) void small_member(void)
{
    union partly u;

    u.one = (char)one;
    kept_in_memory(&u);
    look(&u, sizeof(u));
}

static __attribute__((noinline)) struct padded made(void)
{
    struct padded s;

    s.first = (char)one;
    s.last = 2;
    return s;
}

static __attribute__((noinline)) void result(void)
{
    struct padded s = made();

    look(&s, sizeof(s));
}

const struct uninitialised uninitialised[] = {
    {"array", array},
    {"variable-array", variable_array},
    {"alloca", on_request},
    {"members", members},
    {"some-members", some_members},
    {"computed-members", computed_members},
    {"literal", literal},
    {"bit-fields", bit_fields},
    {"union", small_member},
    {"result", result},
    {NULL, NULL},
};

int uninitialised_bytes(const struct uninitialised *variable)
{
    int stale = 0;

    leave_secret();
    variable->look();
    for (unsigned i = 0; i < BYTES; i++)
        stale += seen[i] == SECRET;
    return stale;
}
