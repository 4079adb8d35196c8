/* SPDX-License-Identifier: BSD-3-Clause */
/* Undefined behaviour of many kinds. Without the variant ubsan each of these
 * goes on with some value or other. */
#include "undefined.h"

#include <limits.h>
#include <stddef.h>

static volatile int one = 1;
static int table[4];
static char bytes[16];

static int overflow(void)
{
    return INT_MAX + one;
}

static int negate(void)
{
    return -(INT_MIN + (one - 1));
}

static int shift(void)
{
    return one << (31 + one);
}

static int index_out_of_bounds(void)
{
    return table[3 + one];
}

static int misaligned(void)
{
    return *(int *)(void *)(bytes + one);
}

static int no_boolean(void)
{
    bytes[0] = (char)(one + 1);
    return *(volatile _Bool *)(void *)bytes;
}

static int no_bits(void)
{
    return __builtin_ctz((unsigned)one - 1);
}

static int unreachable(void)
{
    if (one)
        __builtin_unreachable();
    return 0;
}

static int cast(void)
{
    volatile double large = 1e30;

    return (int)large;
}

const struct undefined undefined[] = {
    {"overflow", overflow},
    {"cast", cast},
    {"negate", negate},
    {"shift", shift},
    {"index", index_out_of_bounds},
    {"misaligned", misaligned},
    {"boolean", no_boolean},
    {"ctz", no_bits},
    {"unreachable", unreachable},
    {NULL, NULL},
};
