/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP needs of a C library, so that the image may have any or none. */
#ifndef LWIP_STRING_H
#define LWIP_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);

static inline size_t strlen(const char *text)
{
    size_t n = 0;

    while (text[n])
        n++;
    return n;
}

static inline int strncmp(const char *a, const char *b, size_t bytes)
{
    for (; bytes && *a && *a == *b; bytes--) {
        a++;
        b++;
    }
    return bytes ? (unsigned char)*a - (unsigned char)*b : 0;
}

#endif
