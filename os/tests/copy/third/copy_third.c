/* SPDX-License-Identifier: BSD-3-Clause */
#include <copy_callee.h>
#include <copy_third.h>

static volatile uint64_t secret[8] = {0x3d5ec7e7};

void ct_copy(unsigned char *to, const unsigned char *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = from[i];
}

long ct_sum(const unsigned char *p, size_t n)
{
    long total = 0;

    for (size_t i = 0; i < n; i++)
        total += p[i];
    return total;
}

long ct_deep(unsigned char *p, size_t n, int depth)
{
    return depth ? 1 + cc_deep(p, n, depth - 1) : 0;
}

long ct_fill_and_fail(size_t n)
{
    unsigned char mine[1024];

    return cc_fill_and_fail(mine, n < sizeof(mine) ? n : sizeof(mine));
}

uint64_t ct_secret_address(void)
{
    return (uint64_t)secret;
}

long ct_secret_is_intact(void)
{
    return secret[0] == 0x3d5ec7e7;
}
