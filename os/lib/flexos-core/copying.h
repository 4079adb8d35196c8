/* SPDX-License-Identifier: BSD-3-Clause */
/* Between copy.c (calls and their records) and bounce.c (memory), nobody
 * else. */
#ifndef COPYING_H
#define COPYING_H

#include <flexos/core.h>

/* Bounce memory of one thread in one domain: a stack, mapped as it grows. */
struct bounce {
    uint8_t *first; /* ring 0's view of its first page */
    uint32_t top, mapped;
    /* Below `dirty` may be what the callee wrote for calls of the domains in
     * `readers` (bits) and did not give back. */
    uint32_t dirty, readers;
};

/* One side's view of the other's memory, for one system call. */
struct crossing {
    const struct flexos_copy_gate *gate;
    struct bounce *bounce;
    uint64_t base; /* user address of the bounce memory */
    uint32_t pkru; /* of the caller */
};

/* The report names the caller, and the stub that it came by. */
_Noreturn void copying_refuse(uint32_t pkru, const char *what);
_Noreturn void copying_refuse_memory(const struct crossing *c);

void bounce_thread_gone(unsigned thread);
/* Maps bounce memory up to `end`; ends the run when that cannot be. */
void bounce_reach(const struct crossing *c, uint64_t end);
/* Copies from the caller's memory, or back to it; every page is checked. */
void bounce_transfer(const struct crossing *c, uint64_t user, uint64_t offset,
                     uint64_t bytes, int back);
void bounce_clear(const struct crossing *c, uint64_t offset, uint64_t bytes);
/* Before a caller gets new buffers, if there are other readers: nothing that
 * was written for them is left in what the buffers may be. */
void bounce_clear_for_caller(const struct crossing *c);
/* The callee may have written up to there. */
void bounce_is_dirty(const struct crossing *c, uint64_t end);
/* Copies bytes up to a zero and looks for it in the copy. Returns the bytes
 * without it, which are `limit` when there is none. */
uint64_t bounce_string(const struct crossing *c, uint64_t user, uint64_t offset,
                       uint64_t limit);
/* Every page of [from, from + bytes) grants it, with these rights. */
int bounce_allowed(uint64_t from, uint64_t bytes, uint32_t pkru, int write);

static inline uint32_t caller_bit(const struct crossing *c)
{
    return 1u << c->gate->from;
}

extern struct bounce bounces[FLEXOS_THREADS_MAX][FLEXOS_DOMAINS_MAX];

static inline uint64_t bounce_base(uint64_t thread, uint64_t domain)
{
    return FLEXOS_BOUNCE_BASE +
           (thread * FLEXOS_DOMAINS_MAX + domain) * FLEXOS_BOUNCE_SLOT;
}

static inline uint64_t to_page_end(uint64_t address)
{
    return ARCH_PAGE_SIZE - address % ARCH_PAGE_SIZE;
}

static inline uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static inline uint8_t *user_at(const struct crossing *c, uint64_t address,
                               int write)
{
    uint64_t leaf = arch_user_leaf(address);

    if (!arch_leaf_allows(leaf, c->pkru, write))
        copying_refuse_memory(c);
    return (uint8_t *)arch_at(arch_leaf_frame(leaf)) + address % ARCH_PAGE_SIZE;
}

#endif
