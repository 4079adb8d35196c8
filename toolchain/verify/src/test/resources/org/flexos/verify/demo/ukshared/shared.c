/* SPDX-License-Identifier: BSD-3-Clause */
typedef unsigned long size_t;
static char pool[256];
static size_t used;

void *uk_shared_malloc(size_t size)
{
    used += size;
    return &pool[used & 127];
}

void uk_shared_free(void *block)
{
    used = (char *)block - pool;
}
