/* SPDX-License-Identifier: BSD-3-Clause */
/* musl's own allocations, from the heap of its compartment: calls of malloc
 * and its relatives are allocation sites. */
#include <errno.h>
#include <stdlib.h>

#undef malloc
#undef calloc
#undef realloc
#undef free

/* Nobody replaces these functions with others. */
hidden int __malloc_replaced, __aligned_alloc_replaced;

void *__libc_malloc(size_t size)
{
    void *block = malloc(size);

    if (!block)
        errno = ENOMEM;
    return block;
}

void *__libc_calloc(size_t n, size_t size)
{
    void *block = calloc(n, size);

    if (!block)
        errno = ENOMEM;
    return block;
}

void *__libc_realloc(void *old, size_t size)
{
    void *block = realloc(old, size);

    if (!block)
        errno = ENOMEM;
    return block;
}

void __libc_free(void *block)
{
    free(block);
}

/* A program cannot fork: nobody's locks need be carried over. */
hidden void __malloc_atfork(int who)
{
    (void)who;
}
