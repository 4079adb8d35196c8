/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical frames. Owns what flexos_frames_add was given. A range is handed
 * out from its start; freed frames form a list that is threaded through the
 * frames themselves. */
#include <flexos/core.h>

#define RANGES_MAX 8

struct range {
    uint64_t next, end;
};

static struct range ranges[RANGES_MAX];
static unsigned range_count;
static uint64_t free_list; /* physical address, 0: empty */
static uint64_t left;

static void zero(struct arch_paddr frame)
{
    void *at = arch_at(frame);
    uint64_t words = ARCH_PAGE_SIZE / 8;

    __asm__ volatile("rep stosq" : "+D"(at), "+c"(words) : "a"(0) : "memory");
}

void flexos_frames_add(uint64_t start, uint64_t end)
{
    start = (start + ARCH_PAGE_SIZE - 1) & ~(ARCH_PAGE_SIZE - 1);
    end &= ~(ARCH_PAGE_SIZE - 1);
    if (start < end && range_count < RANGES_MAX) {
        ranges[range_count++] = (struct range){start, end};
        left += (end - start) / ARCH_PAGE_SIZE;
    }
}

uint64_t flexos_frames_left(void)
{
    return left;
}

struct arch_paddr flexos_frame_alloc(void)
{
    struct arch_paddr frame = {free_list};

    if (frame.value) {
        free_list = *(uint64_t *)arch_at(frame);
    } else {
        for (unsigned i = 0; i < range_count && !frame.value; i++) {
            if (ranges[i].next < ranges[i].end) {
                frame.value = ranges[i].next;
                ranges[i].next += ARCH_PAGE_SIZE;
            }
        }
    }
    if (frame.value)
        zero(frame);
    left -= !!frame.value;
    return frame;
}

struct arch_paddr flexos_frames_contiguous(uint64_t bytes)
{
    for (unsigned i = 0; i < range_count; i++) {
        if (ranges[i].end - ranges[i].next < bytes)
            continue;
        struct arch_paddr first = {ranges[i].next};
        ranges[i].next += bytes;
        left -= bytes / ARCH_PAGE_SIZE;
        for (uint64_t at = 0; at < bytes; at += ARCH_PAGE_SIZE)
            zero((struct arch_paddr){first.value + at});
        return first;
    }
    return (struct arch_paddr){0};
}

void flexos_frame_free(struct arch_paddr frame)
{
    *(uint64_t *)arch_at(frame) = free_list;
    free_list = frame.value;
    left++;
}
