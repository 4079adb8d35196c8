/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_STDLIB_H
#define LWIP_STDLIB_H

#include <stddef.h>

void *malloc(size_t bytes);
void *calloc(size_t n, size_t size);
void free(void *block);

static inline int atoi(const char *digits)
{
    int value = 0;

    for (; *digits >= '0' && *digits <= '9'; digits++)
        value = value * 10 + (*digits - '0');
    return value;
}

#endif
