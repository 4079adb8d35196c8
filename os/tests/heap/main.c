/* SPDX-License-Identifier: BSD-3-Clause */
/* Random allocations against a model: every block is filled with a pattern of
 * its own, which must be there when the block is resized or freed. */
#include <flexos/isolation.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/print.h>

#define SLOTS 512
#define OPERATIONS 60000
#define LARGE_LIMIT 20000

void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *realloc(void *block, size_t size);
void *aligned_alloc(size_t align, size_t size);
int posix_memalign(void **out, size_t align, size_t size);
void free(void *block);

struct slot {
    uint8_t *block;
    size_t size;
    uint8_t pattern;
    int shared;
};

static struct slot slots[SLOTS];
static uint64_t state = 88172645463325252ULL;
static int failures;

/* Marsaglia, "Xorshift RNGs", 2003: the same sequence every time. */
static uint32_t random_number(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % below;
}

static void check(int passed, const char *what)
{
    if (!passed && failures++ < 10)
        uk_printk("FAIL %s\n", what);
}

static void fill(struct slot *s)
{
    for (size_t i = 0; i < s->size; i++)
        s->block[i] = (uint8_t)(s->pattern + i);
}

static int intact(const struct slot *s, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (s->block[i] != (uint8_t)(s->pattern + i))
            return 0;
    return 1;
}

static size_t random_size(void)
{
    return random_number(8) ? random_number(300) : random_number(LARGE_LIMIT);
}

static uint8_t *aligned(size_t align, size_t size, int shared)
{
    void *p = NULL;

    if (shared)
        return flexos_memalign_whitelist(align, size);
    if (random_number(2))
        return aligned_alloc(align, size);
    check(!posix_memalign(&p, align < 8 ? 8 : align, size), "posix_memalign");
    return p;
}

static void allocate(struct slot *s)
{
    *s = (struct slot){.size = random_size(),
                       .pattern = (uint8_t)random_number(256),
                       .shared = (int)random_number(2)};
    switch (random_number(4)) {
    case 0: {
        s->block = s->shared ? flexos_calloc_whitelist(1, s->size)
                             : calloc(1, s->size);
        for (size_t i = 0; s->block && i < s->size; i++)
            check(!s->block[i], "calloc gives zeros");
        break;
    }
    case 1: {
        size_t align = (size_t)1 << random_number(13);
        s->block = aligned(align, s->size, s->shared);
        check(!((uintptr_t)s->block & (align - 1)), "alignment");
        break;
    }
    default:
        s->block =
            s->shared ? flexos_malloc_whitelist(s->size) : malloc(s->size);
    }
    check(s->block != NULL, "memory is there");
    if (!s->block)
        s->size = 0;
    fill(s);
}

static void resize(struct slot *s)
{
    size_t size = random_size() + 1;
    size_t kept = size < s->size ? size : s->size;
    uint8_t *moved = s->shared ? flexos_realloc_whitelist(s->block, size)
                               : realloc(s->block, size);

    check(moved != NULL, "realloc");
    if (!moved)
        return;
    s->block = moved;
    check(intact(s, kept), "content after realloc");
    s->size = size;
    fill(s);
}

static void release(struct slot *s)
{
    check(intact(s, s->size), "content before free");
    /* Plain free finds out whose block it is. */
    if (s->shared && random_number(2))
        flexos_free_whitelist(s->block);
    else
        free(s->block);
    s->block = NULL;
}

/* Keeps the compiler from knowing better what malloc gives. */
static void *hide(void *pointer)
{
    __asm__("" : "+r"(pointer));
    return pointer;
}

/* What is impossible says so, and harms nobody. */
static void refusals(void)
{
    void *p = &state;

    check(!hide(malloc((size_t)-1)), "malloc of all memory");
    check(!hide(malloc((size_t)1 << 40)), "malloc of a terabyte");
    check(!hide(calloc((size_t)-1, 16)), "calloc that overflows");
    check(!flexos_malloc_whitelist((size_t)-64), "shared malloc of all memory");
    check(!flexos_calloc_whitelist((size_t)1 << 60, 32),
          "shared calloc that overflows");
    check(posix_memalign(&p, 24, 8) == 22 && p == &state,
          "posix_memalign of 24");
    free(NULL);
    flexos_free_whitelist(NULL);
    void *small = malloc(0);
    check(small != NULL, "malloc(0)");
    free(small);
}

int main(void)
{
    refusals();
    for (int n = 0; n < OPERATIONS; n++) {
        struct slot *s = &slots[random_number(SLOTS)];
        if (!s->block)
            allocate(s);
        else if (random_number(3))
            release(s);
        else
            resize(s);
    }
    for (int i = 0; i < SLOTS; i++)
        if (slots[i].block)
            release(&slots[i]);
    /* All is free again: the largest block fits without growing. */
    void *large = malloc(1 << 20);
    check(large != NULL, "free blocks were merged");
    free(large);
    refusals();
    uk_printk(failures ? "heap: %d failures\n" : "heap: all passed\n",
              failures);
    return failures != 0;
}
