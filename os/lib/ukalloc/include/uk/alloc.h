/* SPDX-License-Identifier: BSD-3-Clause */
/* What an allocator provides. Nobody calls these functions by name: every
 * call of malloc and its relatives is an allocation site, which a profile
 * binds to a stub that passes the heap of the caller's compartment. They are
 * bound directly and run with the caller's rights: the heap, its control
 * object included, belongs to the compartment. */
#ifndef UK_ALLOC_H
#define UK_ALLOC_H

#include <stddef.h>

/* A compartment's heap: bytes that belong to the allocator, zero at first
 * use, aligned to 64. */
#define UK_HEAP_BYTES 8192
struct uk_heap;

/* `region` is the heap's region of the address space (flexos/layout.h): the
 * allocator gets pages from the system call heap_grow. As malloc and its
 * relatives in C11 7.22.3 and POSIX, but errno is left alone: NULL, or
 * ENOMEM (12) or EINVAL (22) from posix_memalign, says it all. A pointer that
 * is no block of this heap, or a heap that was written over, ends the guest
 * with a report where that shows. */
void *uk_heap_malloc(struct uk_heap *heap, unsigned region, size_t size);
void *uk_heap_calloc(struct uk_heap *heap, unsigned region, size_t n,
                     size_t size);
void *uk_heap_realloc(struct uk_heap *heap, unsigned region, void *block,
                      size_t size);
void *uk_heap_memalign(struct uk_heap *heap, unsigned region, size_t align,
                       size_t size);
int uk_heap_posix_memalign(struct uk_heap *heap, unsigned region, void **out,
                           size_t align, size_t size);
void uk_heap_free(struct uk_heap *heap, unsigned region, void *block);

#endif
