/* SPDX-License-Identifier: BSD-3-Clause */
/* Between copy.c (calls and their records) and bounce.c (memory), nobody
 * else. */
#ifndef COPYING_H
#define COPYING_H

#include <flexos/core.h>

/* One thread's calls into one domain: where its words are, and its bounce
 * memory, a stack, mapped as it grows. All pointers are ring 0's views. */
struct bounce {
    /* Set at boot, for callees of copying gates only. */
    uint8_t *words;             /* what the gates take */
    const uint64_t *stack_word; /* where the callee stands */
    uint64_t base;              /* user address of the bounce memory */
    uint8_t *first;             /* page of it */
    uint32_t top, mapped;
    /* Below `dirty` may be what the callee wrote for calls of the domains in
     * `readers` (bits) and did not give back. */
    uint32_t dirty, readers;
};

/* What one system call is about. Passed by value: in two registers. */
struct crossing {
    const struct flexos_copy_gate *gate; /* the caller's, as PKRU has shown */
    struct bounce *bounce;
};

/* The report names the caller, and the stub that it came by. */
_Noreturn void copying_refuse(uint32_t pkru, const char *what);
_Noreturn void copying_refuse_memory(struct crossing c);

void bounce_thread_gone(unsigned thread);
/* Maps bounce memory up to `end`; ends the run when that cannot be. */
void bounce_reach(struct crossing c, uint64_t end);
/* Copies from the caller's memory, or back to it; every page is checked. */
void bounce_transfer(struct crossing c, uint64_t user, uint64_t offset,
                     uint64_t bytes, int back);
void bounce_clear(struct crossing c, uint64_t offset, uint64_t bytes);
/* Before a caller gets new buffers, if there are other readers: nothing that
 * was written for them is left in what the buffers may be. */
void bounce_clear_for_caller(struct crossing c);
/* The callee may have written up to there. */
void bounce_is_dirty(struct crossing c, uint64_t end);
/* Copies bytes up to a zero and looks for it in the copy. Returns the bytes
 * without it, which are `limit` when there is none. */
uint64_t bounce_string(struct crossing c, uint64_t user, uint64_t offset,
                       uint64_t limit);
/* Every page of [from, from + bytes) grants it, with these rights; bytes is not
 * 0, and the end of memory not in between. */
int bounce_allowed(uint64_t from, uint64_t bytes, uint32_t pkru, int write);

static inline uint32_t caller_pkru(struct crossing c)
{
    return (uint32_t)c.gate->caller;
}

static inline uint32_t caller_bit(struct crossing c)
{
    return 1u << c.gate->from;
}

extern struct bounce bounces[FLEXOS_THREADS_MAX][FLEXOS_DOMAINS_MAX];

static inline uint64_t to_page_end(uint64_t address)
{
    return ARCH_PAGE_SIZE - address % ARCH_PAGE_SIZE;
}

static inline uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static inline uint8_t *user_at(struct crossing c, uint64_t address, int write)
{
    uint64_t leaf = arch_user_leaf(address);

    if (!arch_leaf_allows(leaf, caller_pkru(c), write))
        copying_refuse_memory(c);
    return (uint8_t *)arch_at(arch_leaf_frame(leaf)) + address % ARCH_PAGE_SIZE;
}

#endif
