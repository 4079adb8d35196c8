/* SPDX-License-Identifier: BSD-3-Clause */
/* Bounce memory, and copies between it and the caller's memory, page by
 * page. */
#include "copying.h"

struct bounce bounces[FLEXOS_THREADS_MAX][FLEXOS_DOMAINS_MAX];

void bounce_thread_gone(unsigned thread)
{
    for (unsigned d = 0; d < flexos_image.domain_count; d++) {
        struct bounce *b = &bounces[thread][d];

        flexos_unmap(b->base, b->mapped);
        b->first = NULL;
        b->top = b->mapped = b->dirty = b->readers = 0;
    }
}

/* Ring 0's view of bounce memory, up to the end of that page. */
static uint8_t *bounce_at(struct crossing c, uint64_t offset)
{
    if (offset < ARCH_PAGE_SIZE)
        return c.bounce->first + offset;
    return (uint8_t *)arch_at(
               arch_leaf_frame(arch_user_leaf(c.bounce->base + offset))) +
           offset % ARCH_PAGE_SIZE;
}

void bounce_reach(struct crossing c, uint64_t end)
{
    struct bounce *b = c.bounce;

    if (end > FLEXOS_BOUNCE_SIZE)
        copying_refuse(caller_pkru(c),
                       "the buffers of a call are larger than what "
                       "crosses (docs/copying-gates.md)");
    while (b->mapped < end) {
        if (flexos_map_fresh(c.bounce->base + b->mapped, ARCH_PAGE_SIZE,
                             (unsigned)flexos_domain((unsigned)c.gate->to)->key,
                             0))
            copying_refuse(caller_pkru(c),
                           "no memory left for the buffers of a "
                           "call; raise -M");
        if (!b->mapped)
            b->first = arch_at(arch_leaf_frame(arch_user_leaf(c.bounce->base)));
        b->mapped += ARCH_PAGE_SIZE;
    }
}

void bounce_transfer(struct crossing c, uint64_t user, uint64_t offset,
                     uint64_t bytes, int back)
{
    while (bytes) {
        uint64_t run = least(bytes, to_page_end(user));

        run = least(run, to_page_end(offset));
        uint8_t *theirs = user_at(c, user, back);
        uint8_t *ours = bounce_at(c, offset);
        if (back)
            arch_copy(theirs, ours, run);
        else
            arch_copy(ours, theirs, run);
        user += run;
        offset += run;
        bytes -= run;
    }
}

void bounce_clear(struct crossing c, uint64_t offset, uint64_t bytes)
{
    while (bytes) {
        uint64_t run = least(bytes, to_page_end(offset));

        arch_clear(bounce_at(c, offset), run);
        offset += run;
        bytes -= run;
    }
}

void bounce_clear_for_caller(struct crossing c)
{
    struct bounce *b = c.bounce;

    if (b->dirty <= b->top)
        return;
    bounce_clear(c, b->top, b->dirty - b->top);
    b->dirty = b->top;
    if (!b->dirty)
        b->readers = 0;
}

void bounce_is_dirty(struct crossing c, uint64_t end)
{
    struct bounce *b = c.bounce;

    if (end > b->dirty)
        b->dirty = (uint32_t)end;
    b->readers |= caller_bit(c);
}

uint64_t bounce_string(struct crossing c, uint64_t user, uint64_t offset,
                       uint64_t limit)
{
    uint64_t length = 0;

    while (length < limit) {
        uint64_t run = least(limit - length, to_page_end(user + length));

        run = least(run, to_page_end(offset + length));
        const uint8_t *from = user_at(c, user + length, 0);
        bounce_reach(c, offset + length + run);
        uint8_t *to = bounce_at(c, offset + length);
        for (uint64_t i = 0; i < run; i++, length++)
            if (!(to[i] = from[i]))
                return length;
    }
    return limit;
}

int bounce_allowed(uint64_t from, uint64_t bytes, uint32_t pkru, int write)
{
    uint64_t last = from + bytes - 1;

    for (uint64_t at = from - from % ARCH_PAGE_SIZE; at <= last;
         at += ARCH_PAGE_SIZE)
        if (!arch_leaf_allows(arch_user_leaf(at), pkru, write))
            return 0;
    return 1;
}
