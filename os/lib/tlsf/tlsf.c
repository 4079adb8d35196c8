/* SPDX-License-Identifier: BSD-3-Clause */
/* Two-level segregated fit: M. Masmano, I. Ripoll, A. Crespo, J. Real: "TLSF:
 * a New Dynamic Memory Allocator for Real-Time Systems", ECRTS 2004. Free
 * blocks hang in lists by size class; the first level splits sizes by powers
 * of two, the second each power linearly by 32; two levels of bitmaps find a
 * list with a block that is large enough. Everything but the system call that
 * grows a heap takes constant time.
 *
 * Layout of a heap: blocks without gaps, each behind a header; the last one is
 * a sentinel of size 0 that is never free. Neighbours are merged as they
 * become free, so no two free blocks touch. */
#include <flexos/syscall.h>
#include <stdint.h>
#include <uk/alloc.h>
#include <uk/assert.h>

#define ENOMEM 12
#define EINVAL 22

#define ALIGN 16
#define SL_BITS 5
#define SL_COUNT (1 << SL_BITS)
/* Below SMALL, classes are ALIGN apart: all of them are first level 0. */
#define FL_SHIFT 9
#define SMALL ((size_t)1 << FL_SHIFT)
#define FL_COUNT 24
#define SIZE_LIMIT ((size_t)1 << (FL_SHIFT + FL_COUNT - 1))
#define GROW_BY ((size_t)64 << 10)

#define FREE_BIT 1

struct block {
    struct block *before; /* in memory; NULL for the first */
    size_t size_and_free; /* payload bytes, a multiple of ALIGN; FREE_BIT */
    /* The payload; of a free block it holds the list. */
    struct block *next, *previous;
};
#define HEADER offsetof(struct block, next)
#define PAYLOAD_MIN (sizeof(struct block) - HEADER)

struct uk_heap {
    struct block *first, *sentinel;
    uint32_t first_level;
    uint32_t second_level[FL_COUNT];
    struct block *lists[FL_COUNT][SL_COUNT];
};
_Static_assert(sizeof(struct uk_heap) <= UK_HEAP_BYTES, "see uk/alloc.h");

static size_t size_of(const struct block *b)
{
    return b->size_and_free & ~(size_t)FREE_BIT;
}

static int is_free(const struct block *b)
{
    return b->size_and_free & FREE_BIT;
}

static void *payload(struct block *b)
{
    return (uint8_t *)b + HEADER;
}

static struct block *after(struct block *b)
{
    return (void *)((uint8_t *)payload(b) + size_of(b));
}

static unsigned log2_of(size_t size)
{
    return 63 - (unsigned)__builtin_clzll(size);
}

/* The class that a block of this size is in. */
static void classify(size_t size, unsigned *fl, unsigned *sl)
{
    if (size < SMALL) {
        *fl = 0;
        *sl = (unsigned)(size / ALIGN);
        return;
    }
    unsigned log = log2_of(size);
    *fl = log - FL_SHIFT + 1;
    *sl = (unsigned)(size >> (log - SL_BITS)) & (SL_COUNT - 1);
}

static void insert(struct uk_heap *heap, struct block *b)
{
    unsigned fl, sl;

    classify(size_of(b), &fl, &sl);
    struct block **list = &heap->lists[fl][sl];
    b->size_and_free |= FREE_BIT;
    b->previous = NULL;
    b->next = *list;
    if (*list)
        (*list)->previous = b;
    *list = b;
    heap->first_level |= 1u << fl;
    heap->second_level[fl] |= 1u << sl;
}

static void take(struct uk_heap *heap, struct block *b)
{
    unsigned fl, sl;

    classify(size_of(b), &fl, &sl);
    if (b->next)
        b->next->previous = b->previous;
    if (b->previous) {
        b->previous->next = b->next;
    } else {
        heap->lists[fl][sl] = b->next;
        if (!b->next && !(heap->second_level[fl] &= ~(1u << sl)))
            heap->first_level &= ~(1u << fl);
    }
    b->size_and_free &= ~(size_t)FREE_BIT;
}

/* A free block of at least `size`, out of its list; NULL: there is none. */
static struct block *find(struct uk_heap *heap, size_t size)
{
    unsigned fl, sl;

    /* Round up to the next class: all its blocks fit, none is searched. */
    if (size >= SMALL)
        size += ((size_t)1 << (log2_of(size) - SL_BITS)) - 1;
    classify(size, &fl, &sl);
    if (fl >= FL_COUNT)
        return NULL;
    uint32_t lists = heap->second_level[fl] & (~0u << sl);
    if (!lists) {
        uint32_t levels =
            fl + 1 < 32 ? heap->first_level & (~0u << (fl + 1)) : 0;
        if (!levels)
            return NULL;
        fl = (unsigned)__builtin_ctz(levels);
        lists = heap->second_level[fl];
    }
    struct block *b = heap->lists[fl][__builtin_ctz(lists)];
    take(heap, b);
    return b;
}

/* Cuts what is too much off the end of a used block. */
static void trim(struct uk_heap *heap, struct block *b, size_t size)
{
    size_t rest = size_of(b) - size;

    if (rest < HEADER + PAYLOAD_MIN)
        return;
    struct block *cut = (void *)((uint8_t *)payload(b) + size);
    b->size_and_free = size;
    cut->before = b;
    cut->size_and_free = rest - HEADER;
    struct block *next = after(cut);
    if (is_free(next)) {
        take(heap, next);
        cut->size_and_free += HEADER + size_of(next);
        next = after(cut);
    }
    next->before = cut;
    insert(heap, cut);
}

/* Gives a used block, with its free neighbours, back to the lists. */
static void release(struct uk_heap *heap, struct block *b)
{
    struct block *next = after(b);

    if (is_free(next)) {
        take(heap, next);
        b->size_and_free += HEADER + size_of(next);
    }
    if (b->before && is_free(b->before)) {
        struct block *merged = b->before;
        take(heap, merged);
        merged->size_and_free += HEADER + size_of(b);
        b = merged;
    }
    after(b)->before = b;
    insert(heap, b);
}

/* The sentinel becomes a block in the new pages, which follow the old ones. */
static int grow(struct uk_heap *heap, unsigned region, size_t size)
{
    size_t bytes = size + 2 * HEADER;

    bytes = (bytes + GROW_BY - 1) & ~(GROW_BY - 1);
    long at = flexos_syscall(FLEXOS_SYS_HEAP_GROW, region, (long)bytes, 0);
    if (at < 0)
        return -1;
    struct block *b = heap->sentinel;
    if (!b) {
        b = heap->first = (struct block *)at;
        b->before = NULL;
        bytes -= HEADER;
    }
    b->size_and_free = bytes - HEADER;
    struct block *sentinel = after(b);
    sentinel->before = b;
    sentinel->size_and_free = 0;
    heap->sentinel = sentinel;
    release(heap, b);
    return 0;
}

/* The block of a pointer that the user gave. Cheap checks that catch most
 * wrong pointers, double frees and overruns of the block before. */
static struct block *block_of(const struct uk_heap *heap, void *pointer)
{
    struct block *b = (void *)((uint8_t *)pointer - HEADER);

    if ((uintptr_t)pointer % ALIGN || b < heap->first || b >= heap->sentinel)
        UK_CRASH("heap: a pointer to free or realloc that is no block of this "
                 "compartment's heap");
    if (is_free(b))
        UK_CRASH("heap: a block is freed twice");
    size_t room = (size_t)((uint8_t *)heap->sentinel - (uint8_t *)pointer);
    if (size_of(b) > room || after(b)->before != b)
        UK_CRASH("heap: the header of a block was written over");
    return b;
}

/* 0: too large. */
static size_t rounded(size_t size)
{
    if (size > SIZE_LIMIT)
        return 0;
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    return size < PAYLOAD_MIN ? PAYLOAD_MIN : size;
}

static struct block *allocate(struct uk_heap *heap, unsigned region,
                              size_t size)
{
    struct block *b = find(heap, size);

    if (!b && !grow(heap, region, size))
        b = find(heap, size);
    /* A class is a lower bound: growing by exactly `size` may miss it. */
    if (!b && !grow(heap, region, size + size / SL_COUNT + SMALL))
        b = find(heap, size);
    return b;
}

void *uk_heap_malloc(struct uk_heap *heap, unsigned region, size_t size)
{
    size_t want = rounded(size);
    struct block *b = want ? allocate(heap, region, want) : NULL;

    if (!b)
        return NULL;
    trim(heap, b, want);
    return payload(b);
}

void *uk_heap_calloc(struct uk_heap *heap, unsigned region, size_t n,
                     size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    void *p = uk_heap_malloc(heap, region, bytes);
    if (p)
        __builtin_memset(p, 0, bytes);
    return p;
}

void uk_heap_free(struct uk_heap *heap, unsigned region, void *pointer)
{
    (void)region;
    if (pointer)
        release(heap, block_of(heap, pointer));
}

void *uk_heap_realloc(struct uk_heap *heap, unsigned region, void *pointer,
                      size_t size)
{
    if (!pointer)
        return uk_heap_malloc(heap, region, size);
    struct block *b = block_of(heap, pointer);
    size_t want = rounded(size);
    size_t have = size_of(b);
    if (!want)
        return NULL;
    struct block *next = after(b);
    if (want > have && is_free(next) && have + HEADER + size_of(next) >= want) {
        take(heap, next);
        b->size_and_free += HEADER + size_of(next);
        after(b)->before = b;
        have = size_of(b);
    }
    if (want <= have) {
        trim(heap, b, want);
        return pointer;
    }
    void *fresh = uk_heap_malloc(heap, region, size);
    if (!fresh)
        return NULL;
    __builtin_memcpy(fresh, pointer, have);
    release(heap, b);
    return fresh;
}

void *uk_heap_memalign(struct uk_heap *heap, unsigned region, size_t align,
                       size_t size)
{
    size_t want = rounded(size);

    if (!align || align & (align - 1) || align > SIZE_LIMIT / 2 || !want)
        return NULL;
    if (align <= ALIGN)
        return uk_heap_malloc(heap, region, size);
    /* Room for a whole block before the aligned one. */
    size_t spare = align + HEADER + PAYLOAD_MIN;
    if (want > SIZE_LIMIT - spare)
        return NULL;
    struct block *b = allocate(heap, region, want + spare);
    if (!b)
        return NULL;
    uintptr_t start = (uintptr_t)payload(b);
    uintptr_t aligned = (start + align - 1) & ~(uintptr_t)(align - 1);
    if (aligned != start) {
        if (aligned - start < HEADER + PAYLOAD_MIN)
            aligned += align;
        struct block *tail = (void *)(aligned - HEADER);
        size_t gap = aligned - start;
        tail->before = b;
        tail->size_and_free = size_of(b) - gap;
        after(tail)->before = tail;
        b->size_and_free = gap - HEADER;
        release(heap, b);
        b = tail;
    }
    trim(heap, b, want);
    return payload(b);
}

int uk_heap_posix_memalign(struct uk_heap *heap, unsigned region, void **out,
                           size_t align, size_t size)
{
    if (align < sizeof(void *) || align & (align - 1))
        return EINVAL;
    void *p = uk_heap_memalign(heap, region, align, size);
    if (!p)
        return ENOMEM;
    *out = p;
    return 0;
}
