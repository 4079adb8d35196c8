/* SPDX-License-Identifier: BSD-3-Clause */
/* The shared heap. Every compartment can write to its blocks, so nothing that
 * the allocator trusts may lie among them: the state of each granule of the
 * heap is an entry of a table in memory that only this library's domain can
 * reach. Pointers and sizes come from compartments that may be hostile; all
 * that they can do is to free or resize blocks that are shared anyway.
 *
 * Two-level segregated fit, as in tlsf (see there for the paper), over
 * entries instead of headers: constant time but for growing. */
#include <flexos/layout.h>
#include <flexos/syscall.h>
#include <stdint.h>
#include <uk/assert.h>
#include <uk/shared.h>

/* A cache line: two blocks never share one. */
#define GRANULE 64
#define SL_BITS 3
#define SL_COUNT (1 << SL_BITS)
#define FL_COUNT 24
#define GROW_BY 4096 /* granules: 256 KiB of heap, 64 KiB of table */
#define NONE 0       /* entry 0 is a guard that is never free */

/* Of a granule that no block starts at, size is 0. */
struct entry {
    uint32_t size;   /* granules; the last entry is a guard of size 0 */
    uint32_t before; /* first granule of the block before, in memory */
    uint32_t next;   /* free list; USED while the block is in use */
    uint32_t previous;
};
#define USED 0xffffffff

static uint32_t count; /* granules, guards at both ends included */
static uint32_t first_level;
static uint32_t second_level[FL_COUNT];
static uint32_t lists[FL_COUNT][SL_COUNT];

static struct entry *at(uint32_t granule)
{
    return (struct entry *)(FLEXOS_HEAP_BASE +
                            FLEXOS_HEAP_SHARED_META * FLEXOS_HEAP_SLOT) +
           granule;
}

static uintptr_t heap_start(void)
{
    return FLEXOS_HEAP_BASE + FLEXOS_HEAP_SHARED * FLEXOS_HEAP_SLOT;
}

static void *address(uint32_t granule)
{
    return (void *)(heap_start() + (uintptr_t)granule * GRANULE);
}

/* Sizes below SL_COUNT have a class each: first level 0. */
static void classify(uint32_t size, unsigned *fl, unsigned *sl)
{
    if (size < SL_COUNT) {
        *fl = 0;
        *sl = size;
        return;
    }
    unsigned log = 31 - (unsigned)__builtin_clz(size);
    *fl = log - SL_BITS + 1;
    *sl = size >> (log - SL_BITS) & (SL_COUNT - 1);
}

static void insert(uint32_t b)
{
    unsigned fl, sl;

    classify(at(b)->size, &fl, &sl);
    at(b)->previous = NONE;
    at(b)->next = lists[fl][sl];
    if (lists[fl][sl] != NONE)
        at(lists[fl][sl])->previous = b;
    lists[fl][sl] = b;
    first_level |= 1u << fl;
    second_level[fl] |= 1u << sl;
}

static void take(uint32_t b)
{
    unsigned fl, sl;
    struct entry *e = at(b);

    classify(e->size, &fl, &sl);
    if (e->next != NONE)
        at(e->next)->previous = e->previous;
    if (e->previous != NONE) {
        at(e->previous)->next = e->next;
    } else {
        lists[fl][sl] = e->next;
        if (e->next == NONE && !(second_level[fl] &= ~(1u << sl)))
            first_level &= ~(1u << fl);
    }
    e->next = USED;
}

static uint32_t find(uint32_t size)
{
    unsigned fl, sl;

    if (size >= SL_COUNT) {
        unsigned log = 31 - (unsigned)__builtin_clz(size);
        size += (1u << (log - SL_BITS)) - 1;
    }
    classify(size, &fl, &sl);
    if (fl >= FL_COUNT)
        return NONE;
    uint32_t found = second_level[fl] & (~0u << sl);
    if (!found) {
        uint32_t levels = first_level & (~0u << (fl + 1));
        if (!levels)
            return NONE;
        fl = (unsigned)__builtin_ctz(levels);
        found = second_level[fl];
    }
    uint32_t b = lists[fl][__builtin_ctz(found)];
    take(b);
    return b;
}

static int is_free(uint32_t b)
{
    return at(b)->next != USED;
}

static void trim(uint32_t b, uint32_t size)
{
    uint32_t rest = at(b)->size - size;

    if (!rest)
        return;
    uint32_t cut = b + size;
    at(b)->size = size;
    uint32_t after = cut + rest;
    if (is_free(after)) {
        take(after);
        rest += at(after)->size;
        at(after)->size = 0;
        after = cut + rest;
    }
    at(cut)->size = rest;
    at(cut)->before = b;
    at(after)->before = cut;
    insert(cut);
}

static void release(uint32_t b)
{
    uint32_t after = b + at(b)->size;
    uint32_t before = at(b)->before;

    if (is_free(after)) {
        take(after);
        at(b)->size += at(after)->size;
        at(after)->size = 0;
    }
    if (is_free(before)) {
        take(before);
        at(before)->size += at(b)->size;
        at(b)->size = 0;
        b = before;
    }
    at(b + at(b)->size)->before = b;
    insert(b);
}

/* The guard at the end becomes a block, a new guard follows. */
static int grow(uint32_t size)
{
    uint32_t more = (size + 2 + GROW_BY - 1) / GROW_BY * GROW_BY;

    if (more > UINT32_MAX / GRANULE - count ||
        flexos_syscall(FLEXOS_SYS_HEAP_GROW, FLEXOS_HEAP_SHARED_META,
                       (long)(more * sizeof(struct entry)), 0) < 0 ||
        flexos_syscall(FLEXOS_SYS_HEAP_GROW, FLEXOS_HEAP_SHARED,
                       (long)more * GRANULE, 0) < 0)
        return -1;
    uint32_t b = count ? count - 1 : 1;
    if (!count)
        at(0)->next = USED;
    count += more;
    at(count - 1)->next = USED;
    at(b)->size = count - 1 - b;
    at(b)->next = USED;
    release(b);
    return 0;
}

/* Granules for so many bytes, at least one; 0: too many. */
static uint32_t granules(size_t bytes)
{
    if (bytes > FLEXOS_HEAP_SLOT / 2)
        return 0;
    return bytes ? (uint32_t)((bytes + GRANULE - 1) / GRANULE) : 1;
}

static uint32_t allocate(uint32_t size)
{
    uint32_t b = find(size);

    if (b == NONE && !grow(size))
        b = find(size);
    /* A class is a lower bound: growing by exactly `size` may miss it. */
    if (b == NONE && !grow(size + size / SL_COUNT + SL_COUNT))
        b = find(size);
    return b;
}

static uint32_t block_of(const void *pointer)
{
    uintptr_t offset = (uintptr_t)pointer - heap_start();
    uintptr_t b = offset / GRANULE;

    if (offset % GRANULE || b == 0 || b >= count || !at((uint32_t)b)->size)
        UK_CRASH("shared heap: a pointer to free or realloc that is no block "
                 "of it");
    if (is_free((uint32_t)b))
        UK_CRASH("shared heap: a block is freed twice");
    return (uint32_t)b;
}

void *uk_shared_malloc(size_t bytes)
{
    uint32_t size = granules(bytes);
    uint32_t b = size ? allocate(size) : NONE;

    if (b == NONE)
        return NULL;
    trim(b, size);
    return address(b);
}

void *uk_shared_calloc(size_t n, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    void *p = uk_shared_malloc(bytes);
    if (p)
        __builtin_memset(p, 0, bytes);
    return p;
}

void uk_shared_free(void *pointer)
{
    if (pointer)
        release(block_of(pointer));
}

void *uk_shared_realloc(void *pointer, size_t bytes)
{
    if (!pointer)
        return uk_shared_malloc(bytes);
    uint32_t b = block_of(pointer);
    uint32_t want = granules(bytes);
    if (!want)
        return NULL;
    uint32_t after = b + at(b)->size;
    if (want > at(b)->size && is_free(after) &&
        at(b)->size + at(after)->size >= want) {
        take(after);
        at(b)->size += at(after)->size;
        at(after)->size = 0;
        at(b + at(b)->size)->before = b;
    }
    if (want <= at(b)->size) {
        trim(b, want);
        return pointer;
    }
    void *fresh = uk_shared_malloc(bytes);
    if (!fresh)
        return NULL;
    __builtin_memcpy(fresh, pointer, (size_t)at(b)->size * GRANULE);
    release(b);
    return fresh;
}

void *uk_shared_memalign(size_t align, size_t bytes)
{
    uint32_t size = granules(bytes);

    if (!align || align & (align - 1) || align > FLEXOS_HEAP_SLOT / 4 || !size)
        return NULL;
    if (align <= GRANULE)
        return uk_shared_malloc(bytes);
    uint32_t step = (uint32_t)(align / GRANULE);
    uint32_t b = allocate(size + step);
    if (b == NONE)
        return NULL;
    uint32_t aligned = (b + step - 1) / step * step; /* the base is aligned */
    if (aligned != b) {
        at(aligned)->size = at(b)->size - (aligned - b);
        at(aligned)->before = b;
        at(aligned)->next = USED;
        at(b)->size = aligned - b;
        at(aligned + at(aligned)->size)->before = aligned;
        release(b);
    }
    trim(aligned, size);
    return address(aligned);
}
