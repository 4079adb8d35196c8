/* SPDX-License-Identifier: BSD-3-Clause */
/* mmap and its relatives for memory without a file: pages from the heap of
 * musl's compartment. Protection is not changed, fixed addresses are not
 * given. */
#define _GNU_SOURCE
#include "syscall.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#undef malloc
#undef free

#define PAGE 4096UL
#define BITS 64

/* A mapping and its pages that are still mapped. */
struct mapping {
    struct mapping *next;
    char *start;
    size_t pages, left;
    uint64_t gone[]; /* a bit for each page that was unmapped */
};

static struct mapping *mappings;

static size_t pages_of(size_t bytes)
{
    return bytes / PAGE + (bytes % PAGE != 0);
}

static struct mapping *find(const char *address)
{
    for (struct mapping *m = mappings; m; m = m->next)
        if (address >= m->start && address < m->start + m->pages * PAGE)
            return m;
    return NULL;
}

/* Fills a private mapping of a file with the file. */
static long read_file(char *to, size_t bytes, int fd, long offset)
{
    while (bytes) {
        long n = __syscall(SYS_pread64, fd, to, bytes, offset);

        if (n <= 0)
            return n;
        to += n;
        bytes -= (size_t)n;
        offset += n;
    }
    return 0;
}

static void drop(struct mapping *m)
{
    struct mapping **at = &mappings;

    while (*at != m)
        at = &(*at)->next;
    *at = m->next;
    free(m->start);
    free(m);
}

long uk_sys_mmap(void *wish, size_t bytes, int prot, int flags, int fd,
                 long offset)
{
    size_t pages = pages_of(bytes);

    (void)wish;
    (void)prot;
    if (!bytes || bytes > SIZE_MAX / 4)
        return -EINVAL;
    if (flags & MAP_FIXED)
        return -ENOMEM;
    if (!(flags & MAP_ANON) && (flags & MAP_TYPE) != MAP_PRIVATE)
        return -ENODEV;
    struct mapping *m = malloc(sizeof(*m) + (pages / BITS + 1) * 8);
    char *start = m ? aligned_alloc(PAGE, pages * PAGE) : NULL;
    if (!start) {
        free(m);
        return -ENOMEM;
    }
    memset(start, 0, pages * PAGE);
    memset(m->gone, 0, (pages / BITS + 1) * 8);
    m->start = start;
    m->pages = m->left = pages;
    m->next = mappings;
    mappings = m;
    long error = flags & MAP_ANON ? 0 : read_file(start, bytes, fd, offset);
    if (error) {
        drop(m);
        return error;
    }
    return (long)start;
}

/* Of pages that are part of no mapping nothing is to be done. */
long uk_sys_munmap(char *start, size_t bytes)
{
    if ((uintptr_t)start % PAGE || !bytes)
        return -EINVAL;
    for (size_t i = 0, pages = pages_of(bytes); i < pages; i++) {
        struct mapping *m = find(start + i * PAGE);
        size_t page = m ? (size_t)(start + i * PAGE - m->start) / PAGE : 0;
        uint64_t bit = 1UL << page % BITS;

        if (!m || m->gone[page / BITS] & bit)
            continue;
        m->gone[page / BITS] |= bit;
        if (!--m->left)
            drop(m);
    }
    return 0;
}

/* Moves mappings that must grow; only whole ones can be resized. */
long uk_sys_mremap(char *old, size_t old_bytes, size_t bytes, int flags,
                   void *wish)
{
    struct mapping *m = find(old);

    (void)wish;
    if (!m || old != m->start || m->pages < pages_of(old_bytes))
        return -EFAULT;
    if (pages_of(bytes) <= m->pages) {
        /* The rest stays, for when the mapping grows again. */
        if (bytes < old_bytes)
            memset(old + bytes, 0, old_bytes - bytes);
        return (long)old;
    }
    if (!(flags & MREMAP_MAYMOVE))
        return -ENOMEM;
    long fresh = uk_sys_mmap(0, bytes, 0, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (fresh > 0 || fresh < -PAGE) {
        memcpy((void *)fresh, old, old_bytes);
        uk_sys_munmap(old, old_bytes);
    }
    return fresh;
}

/* Every page can be read and written, whatever is asked. */
long uk_sys_mprotect(void *start, size_t bytes, int prot)
{
    (void)bytes;
    return (uintptr_t)start % PAGE ? -EINVAL : prot & PROT_EXEC ? -EACCES : 0;
}

long uk_sys_madvise(char *start, size_t bytes, int advice)
{
    if ((uintptr_t)start % PAGE)
        return -EINVAL;
    if (advice == MADV_DONTNEED)
        for (size_t i = 0, pages = pages_of(bytes); i < pages; i++)
            if (find(start + i * PAGE))
                memset(start + i * PAGE, 0, PAGE);
    return 0;
}

/* The heap is the allocator's. */
long uk_sys_brk(void *end)
{
    (void)end;
    return -ENOMEM;
}
