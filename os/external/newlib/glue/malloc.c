/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's own allocations, from the heap of its compartment. */
#include <errno.h>
#include <reent.h>
#include <stdlib.h>

void *_malloc_r(struct _reent *r, size_t size)
{
    void *p = malloc(size);

    if (!p)
        r->_errno = ENOMEM;
    return p;
}

void *_calloc_r(struct _reent *r, size_t n, size_t size)
{
    void *p = calloc(n, size);

    if (!p)
        r->_errno = ENOMEM;
    return p;
}

void *_realloc_r(struct _reent *r, void *block, size_t size)
{
    void *p = realloc(block, size);

    if (!p)
        r->_errno = ENOMEM;
    return p;
}

void _free_r(struct _reent *r, void *block)
{
    (void)r;
    free(block);
}
