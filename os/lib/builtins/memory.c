/* SPDX-License-Identifier: BSD-3-Clause */
/* memcpy and its relatives (C11 7.24), 16 bytes at a time. Bound directly:
 * they run with the rights of whoever calls, so a bad pointer is the caller's
 * fault in the report, too. */
#include <stddef.h>
#include <stdint.h>

/* Any alignment, any effective type. */
typedef long long block __attribute__((vector_size(16), aligned(1), may_alias));
#define BLOCK sizeof(block)

static inline block load(const uint8_t *at)
{
    return *(const block *)at;
}

static inline void store(uint8_t *at, block value)
{
    *(block *)at = value;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    uint8_t *d = to;
    const uint8_t *s = from;

    if (n < BLOCK) {
        while (n--)
            *d++ = *s++;
        return to;
    }
    /* The last block overlaps what is already copied: no rest to handle. */
    block last = load(s + n - BLOCK);
    for (size_t i = 0; i + BLOCK < n; i += BLOCK)
        store(d + i, load(s + i));
    store(d + n - BLOCK, last);
    return to;
}

void *memmove(void *to, const void *from, size_t n)
{
    uint8_t *d = to;
    const uint8_t *s = from;

    if ((uintptr_t)d - (uintptr_t)s >= n) {
        /* Forwards is safe: d before s, or no overlap. */
        for (; n >= BLOCK; n -= BLOCK, d += BLOCK, s += BLOCK)
            store(d, load(s));
        while (n--)
            *d++ = *s++;
        return to;
    }
    for (; n >= BLOCK; n -= BLOCK)
        store(d + n - BLOCK, load(s + n - BLOCK));
    while (n--)
        d[n] = s[n];
    return to;
}

void *memset(void *to, int value, size_t n)
{
    uint8_t *d = to;
    uint8_t byte = (uint8_t)value;

    if (n < BLOCK) {
        while (n--)
            *d++ = byte;
        return to;
    }
    long long word = (long long)(0x0101010101010101ULL * byte);
    block fill = {word, word};
    for (size_t i = 0; i + BLOCK < n; i += BLOCK)
        store(d + i, fill);
    store(d + n - BLOCK, fill);
    return to;
}

int memcmp(const void *left, const void *right, size_t n)
{
    const uint8_t *a = left, *b = right;

    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return a[i] - b[i];
    return 0;
}

int bcmp(const void *left, const void *right, size_t n)
{
    return memcmp(left, right, n);
}
