/* SPDX-License-Identifier: BSD-3-Clause */
/* An allocator wrapper, as many programs have one: each of its callers gets
 * memory from the heap that the caller's own allocation site is bound to. */
#include "wrapper.h"

void *malloc(size_t size);
void free(void *block);

static int blocks;

void *counted_alloc(size_t bytes)
{
    void *block = malloc(bytes);

    blocks += block != NULL;
    return block;
}

/* Wraps the wrapper. */
long *counted_longs(size_t n)
{
    return counted_alloc(n * sizeof(long));
}

void counted_free(void *block)
{
    blocks -= block != NULL;
    free(block);
}

int counted_blocks(void)
{
    return blocks;
}
