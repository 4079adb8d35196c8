/* SPDX-License-Identifier: BSD-3-Clause */
/* Function pointers that came from another library. Whoever calls one gives
 * it its own rights, unless it is an entry, which a gate takes to its owner.
 * So a library that keeps such pointers copies them first, where nobody else
 * writes, and checks the copy. */
#ifndef FLEXOS_ENTRIES_H
#define FLEXOS_ENTRIES_H

#include <flexos/syscall.h>
#include <stddef.h>
#include <stdint.h>

/* 1: a gate, or a function of the caller's own compartment. */
static inline int flexos_is_entry(uint64_t address)
{
    return flexos_syscall(FLEXOS_SYS_ENTRY_OWNER, (long)address, 0, 0) >= 0;
}

/* 1: each pointer from `first` to `end`, which are inside the caller's copy,
 * is NULL or an entry. */
static inline int flexos_are_entries(const void *first, const void *end)
{
    const uint64_t *pointer = (const uint64_t *)first;

    for (; pointer < (const uint64_t *)end; pointer++)
        if (*pointer && !flexos_is_entry(*pointer))
            return 0;
    return 1;
}

#endif
