/* SPDX-License-Identifier: BSD-3-Clause */
/* Words that nobody else may see or change. They are computed, so that the
 * image, which everybody may read, does not have them. */
#ifndef FUZZ_SECRET_H
#define FUZZ_SECRET_H

#include <stdint.h>

#define SECRET_WORDS 64
#define SECRET_MULTIPLIER 0x9e3779b97f4a7c15UL

/* `whose`: 1, the victim's; 2, the third compartment's. */
static inline uint64_t secret_word(uint64_t whose)
{
    volatile uint64_t from = whose;

    return (from + 0x5ec) * SECRET_MULTIPLIER | 1;
}

static inline void secret_put(volatile uint64_t *words, uint64_t whose)
{
    for (int i = 0; i < SECRET_WORDS; i++)
        words[i] = secret_word(whose);
}

static inline int secret_is(const volatile uint64_t *words, uint64_t whose)
{
    for (int i = 0; i < SECRET_WORDS; i++)
        if (words[i] != secret_word(whose))
            return 0;
    return 1;
}

#endif
