/* SPDX-License-Identifier: BSD-3-Clause */
/* Crosses into the C library often, and prints the guest time that took. */
#include <stdio.h>
#include <time.h>

int main(void)
{
    struct timespec from, to;

    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 100; i++)
        printf("line %d\n", i);
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("nanoseconds: %ld\n", (to.tv_sec - from.tv_sec) * 1000000000L +
                                     (to.tv_nsec - from.tv_nsec));
    return 0;
}
