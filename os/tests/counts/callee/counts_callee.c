/* SPDX-License-Identifier: BSD-3-Clause */
#include <counts_callee.h>

long ct_twice(long n)
{
    return 2 * n;
}

long ct_sum(const unsigned char *bytes, size_t n)
{
    long sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += bytes[i];
    return sum;
}

void ct_each(void (*f)(long), long n)
{
    for (long i = 0; i < n; i++)
        f(i);
}
