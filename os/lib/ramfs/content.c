/* SPDX-License-Identifier: BSD-3-Clause */
/* Content of files: a table of chunks. A file that fits into one chunk has
 * just the memory it needs; a chunk that nobody wrote to is a hole. Appending
 * never moves what is there, but for the table and the first chunk, which
 * double. */
#include "ramfs.h"
#include <errno.h>
#include <uk/time.h>

#define CHUNK 16384
#define SMALLEST 64
#define FIRST_SLOTS 4
#define SIZE_LIMIT                                                             \
    ((uint64_t)1                                                               \
     << 40) /* bytes: the table must fit somewhere                   \
                       */

void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);

static uint64_t bytes_used;

uint64_t ramfs_bytes(void)
{
    return bytes_used;
}

void ramfs_free_content(struct node *n)
{
    for (size_t i = 0; i < n->chunk_slots; i++)
        if (n->chunks[i]) {
            bytes_used -= i ? CHUNK : n->first_capacity;
            free(n->chunks[i]);
        }
    free(n->chunks);
    n->chunks = NULL;
    n->chunk_slots = 0;
    n->first_capacity = 0;
    n->borrowed = NULL;
}

/* Room for the number of chunk i in the table; -ENOSPC. */
static int reserve_slot(struct node *n, size_t i)
{
    size_t slots = n->chunk_slots ? n->chunk_slots : FIRST_SLOTS;

    if (i < n->chunk_slots)
        return 0;
    while (slots <= i)
        slots *= 2;
    uint8_t **more = realloc(n->chunks, slots * sizeof(*more));
    if (!more)
        return -ENOSPC;
    __builtin_memset(more + n->chunk_slots, 0,
                     (slots - n->chunk_slots) * sizeof(*more));
    n->chunks = more;
    n->chunk_slots = slots;
    return 0;
}

/* Makes the first chunk hold `bytes`, zeros behind what it had. */
static int grow_first(struct node *n, size_t bytes)
{
    size_t capacity = n->first_capacity ? n->first_capacity : SMALLEST;

    if (n->chunks[0] && bytes <= n->first_capacity)
        return 0;
    while (capacity < bytes)
        capacity *= 2;
    uint8_t *more = realloc(n->chunks[0], capacity);
    if (!more)
        return -ENOSPC;
    __builtin_memset(more + n->first_capacity, 0, capacity - n->first_capacity);
    bytes_used += capacity - n->first_capacity;
    n->chunks[0] = more;
    n->first_capacity = capacity;
    return 0;
}

/* Chunk i with room for its first `bytes`; NULL: no memory. */
static uint8_t *chunk_for(struct node *n, size_t i, size_t bytes)
{
    if (reserve_slot(n, i))
        return NULL;
    if (!i)
        return grow_first(n, bytes) ? NULL : n->chunks[0];
    if (!n->chunks[i]) {
        n->chunks[i] = calloc(1, CHUNK);
        if (n->chunks[i])
            bytes_used += CHUNK;
    }
    return n->chunks[i];
}

/* Bytes that chunk i really has. */
static size_t present(const struct node *n, size_t i)
{
    if (i >= n->chunk_slots || !n->chunks[i])
        return 0;
    return i ? CHUNK : n->first_capacity;
}

static size_t smaller(uint64_t a, size_t b)
{
    return a < b ? (size_t)a : b;
}

long ramfs_read(struct node *n, uint64_t offset, void *buffer, size_t bytes)
{
    uint8_t *out = buffer;

    if (offset >= n->size)
        return 0;
    bytes = smaller(n->size - offset, bytes);
    if (n->borrowed) {
        __builtin_memcpy(out, n->borrowed + offset, bytes);
        return (long)bytes;
    }
    for (size_t done = 0; done < bytes;) {
        size_t i = (offset + done) / CHUNK, at = (offset + done) % CHUNK;
        size_t part = smaller(CHUNK - at, bytes - done);
        size_t there = present(n, i);
        size_t copied = there > at ? smaller(there - at, part) : 0;

        if (copied)
            __builtin_memcpy(out + done, n->chunks[i] + at, copied);
        __builtin_memset(out + done + copied, 0, part - copied);
        done += part;
    }
    return (long)bytes;
}

static long put(struct node *n, uint64_t offset, const uint8_t *from,
                size_t bytes)
{
    size_t done = 0;

    while (done < bytes) {
        size_t at = (offset + done) % CHUNK;
        size_t part = smaller(CHUNK - at, bytes - done);
        uint8_t *chunk = chunk_for(n, (offset + done) / CHUNK, at + part);

        if (!chunk)
            break;
        __builtin_memcpy(chunk + at, from + done, part);
        done += part;
    }
    if (done && offset + done > n->size)
        n->size = offset + done;
    return done || !bytes ? (long)done : -ENOSPC;
}

/* Copies content that is borrowed; -ENOSPC. */
static int own(struct node *n)
{
    const uint8_t *from = n->borrowed;
    uint64_t size = n->size;

    if (!from)
        return 0;
    n->borrowed = NULL;
    if (put(n, 0, from, size) == (long)size)
        return 0;
    ramfs_free_content(n);
    n->borrowed = from;
    return -ENOSPC;
}

long ramfs_write(struct node *n, uint64_t offset, const void *buffer,
                 size_t bytes)
{
    if (offset > SIZE_LIMIT || bytes > SIZE_LIMIT - offset)
        return -EFBIG;
    int error = own(n);
    if (error)
        return error;
    n->mtime = uk_time_wall();
    return put(n, offset, buffer, bytes);
}

/* What lies behind the new end must read as zero when the file grows again. */
static void cut(struct node *n, uint64_t size)
{
    size_t keep = (size + CHUNK - 1) / CHUNK;

    for (size_t i = keep ? keep : 1; i < n->chunk_slots; i++)
        if (n->chunks[i]) {
            bytes_used -= CHUNK;
            free(n->chunks[i]);
            n->chunks[i] = NULL;
        }
    size_t last = size / CHUNK, at = size % CHUNK;
    size_t there = present(n, last);
    if (there > at)
        __builtin_memset(n->chunks[last] + at, 0, there - at);
}

int ramfs_resize(struct node *n, uint64_t size)
{
    if (size > SIZE_LIMIT)
        return -EFBIG;
    if (!size)
        ramfs_free_content(n);
    int error = own(n);
    if (error)
        return error;
    if (size < n->size)
        cut(n, size);
    n->size = size;
    n->mtime = uk_time_wall();
    return 0;
}
