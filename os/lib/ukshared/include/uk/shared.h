/* SPDX-License-Identifier: BSD-3-Clause */
/* The shared heap. As with uk/alloc.h, nobody calls these by name: allocation
 * sites that a profile shares are bound to gates to them. */
#ifndef UK_SHARED_H
#define UK_SHARED_H

#include <stddef.h>

/* As malloc and its relatives (C11 7.22.3), errno left alone. Blocks are
 * aligned to 64. A pointer that is no block of the shared heap ends the guest
 * with a report. */
void *uk_shared_malloc(size_t size);
void *uk_shared_calloc(size_t n, size_t size);
void *uk_shared_realloc(void *block, size_t size);
void *uk_shared_memalign(size_t align, size_t size);
void uk_shared_free(void *block);

#endif
