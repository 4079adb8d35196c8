/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls whose numbers CountedRunTest knows: 1000 of ct_twice, 8 of ct_sum (5
 * with a buffer on the stack, 3 with one from the heap), 1 of ct_each, 7 of
 * the callback by the callee, 2 of it by ourselves, which cross nothing. With
 * an argument: 10 of ct_twice, then "spin" for ever or "fault". */
#include <counts_callee.h>
#include <uk/print.h>

#define BLOCK 16

void *malloc(size_t bytes);
void free(void *block);

static long called;
static void (*volatile callback)(long);

static void on_each(long n)
{
    called += n;
}

static long heap(void)
{
    unsigned char *block = malloc(BLOCK);
    long sum;

    if (!block)
        return -1;
    for (int i = 0; i < BLOCK; i++)
        block[i] = 1;
    sum = ct_sum(block, BLOCK);
    free(block);
    return sum;
}

static long twice(long n)
{
    long sum = 0;

    for (long i = 0; i < n; i++)
        sum += ct_twice(i);
    return sum;
}

static int ends_otherwise(char how)
{
    twice(10);
    uk_printk("counts: ten calls\n");
    if (how == 'f')
        *(volatile int *)8 = 0;
    for (;;)
        ;
}

int main(int argc, char **argv)
{
    unsigned char bytes[3] = {1, 2, 3};
    int good;

    if (argc > 1)
        return ends_otherwise(argv[1][0]);
    good = twice(1000) == 999000;
    for (int i = 0; i < 5; i++)
        good &= ct_sum(bytes, sizeof(bytes)) == 6;
    for (int i = 0; i < 3; i++)
        good &= heap() == BLOCK;
    ct_each(on_each, 7);
    callback = on_each;
    callback(100);
    callback(100);
    good &= called == 221;
    uk_printk(good ? "counts: all made\n" : "counts: FAIL\n");
    return !good;
}
