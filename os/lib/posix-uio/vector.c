/* SPDX-License-Identifier: BSD-3-Clause */
/* Vectors are their callers': another thread may change one while a call
 * waits, so nothing here goes further than `count` buffers say. */
#include <errno.h>
#include <stdint.h>
#include <uk/vector.h>

void *malloc(size_t bytes);
void free(void *block);

int uk_vector_begin(struct uk_vector *v, const struct uk_iovec *buffers,
                    size_t count)
{
    size_t total = 0;

    if (count > UK_VECTOR_MAX)
        return -EINVAL;
    for (size_t i = 0; i < count; i++)
        if (__builtin_add_overflow(total, buffers[i].iov_len, &total) ||
            total > INT64_MAX)
            return -EINVAL;
    v->buffers = buffers;
    v->count = count;
    v->skipped = 0;
    v->left = total;
    v->chunk = NULL;
    return 0;
}

void uk_vector_end(struct uk_vector *v)
{
    if (v->chunk != v->small)
        free(v->chunk);
}

/* What is left of the first buffer that is not done. */
static size_t rest_of_first(struct uk_vector *v, char **start)
{
    while (v->count && v->skipped >= v->buffers->iov_len) {
        v->buffers++;
        v->count--;
        v->skipped = 0;
    }
    if (!v->count)
        return 0;
    *start = (char *)v->buffers->iov_base + v->skipped;
    return v->buffers->iov_len - v->skipped;
}

/* Between the vector and the chunk, from where the vector stands. */
static size_t copy(const struct uk_vector *v, char *chunk, size_t bytes,
                   int to_chunk)
{
    size_t done = 0, skipped = v->skipped;

    for (size_t i = 0; i < v->count && done < bytes; i++, skipped = 0) {
        struct uk_iovec b = v->buffers[i];

        if (b.iov_len <= skipped)
            continue;
        size_t part = b.iov_len - skipped;
        if (part > bytes - done)
            part = bytes - done;
        char *place = (char *)b.iov_base + skipped;
        __builtin_memcpy(to_chunk ? chunk + done : place,
                         to_chunk ? place : chunk + done, part);
        done += part;
    }
    return done;
}

char *uk_vector_next(struct uk_vector *v, int filled, size_t *bytes)
{
    size_t most = v->left < UK_VECTOR_CHUNK ? v->left : UK_VECTOR_CHUNK;
    char *start = v->small;
    size_t first = rest_of_first(v, &start);

    if (first >= most) { /* in place */
        *bytes = first < v->left ? first : v->left;
        return start;
    }
    if (!v->chunk)
        v->chunk = most <= UK_VECTOR_SMALL ? v->small : malloc(most);
    if (!v->chunk)
        return NULL;
    *bytes = filled ? copy(v, v->chunk, most, 1) : most;
    return v->chunk;
}

void uk_vector_moved(struct uk_vector *v, const char *buffer, int filled,
                     size_t bytes)
{
    if (filled && buffer == v->chunk)
        copy(v, v->chunk, bytes, 0);
    v->left -= bytes;
    for (size_t n = bytes; n && v->count;) {
        char *start;
        size_t rest = rest_of_first(v, &start);
        size_t part = n < rest ? n : rest;

        v->skipped += part;
        n -= part;
    }
}
