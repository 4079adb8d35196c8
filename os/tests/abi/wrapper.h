/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory that is counted: NULL when there is none. */
#ifndef WRAPPER_H
#define WRAPPER_H

#include <stddef.h>

void *counted_alloc(size_t bytes);
long *counted_longs(size_t n);
void counted_free(void *block);
/* Blocks handed out and not given back. */
int counted_blocks(void);

#endif
