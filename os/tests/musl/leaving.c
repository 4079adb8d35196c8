/* SPDX-License-Identifier: BSD-3-Clause */
/* Leaves callbacks by longjmp, over the C library's frames: nothing refuses
 * it, and nobody gives those frames back (docs/adr/0012). */
#include "check.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

static jmp_buf outside;
static int is_leaving;

static int by_size(const void *a, const void *b)
{
    if (is_leaving)
        longjmp(outside, 7);
    return *(const int *)a - *(const int *)b;
}

static void sort(void)
{
    int numbers[] = {3, 1, 2};

    qsort(numbers, 3, sizeof(numbers[0]), by_size);
    check(!is_leaving && numbers[0] == 1 && numbers[2] == 3, "sorted");
}

void test_leaving(int times)
{
    volatile int left = 0;

    is_leaving = 1;
    while (left < times)
        if (setjmp(outside) == 7)
            left++;
        else
            sort();
    is_leaving = 0;
    printf("left %d times\n", left);
    sort();
}
