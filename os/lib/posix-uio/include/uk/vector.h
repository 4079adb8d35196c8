/* SPDX-License-Identifier: BSD-3-Clause */
/* One pass over a vector of buffers, for plain calls of one buffer each. */
#ifndef UK_VECTOR_H
#define UK_VECTOR_H

#include <stddef.h>
#include <uk/linux.h>

#define UK_VECTOR_MAX 1024 /* buffers */

/* What one plain call moves, bytes: all that crosses a gate at once, and more
 * than a datagram has. */
#define UK_VECTOR_CHUNK 65536

#define UK_VECTOR_SMALL 512

struct uk_vector {
    const struct uk_iovec *buffers; /* those that are not done */
    size_t count;
    size_t skipped; /* bytes of the first that are done */
    size_t left;    /* bytes of all */
    char *chunk;    /* NULL: not needed yet */
    char small[UK_VECTOR_SMALL];
};

/* 0, or -EINVAL. What was begun ends with uk_vector_end. */
int uk_vector_begin(struct uk_vector *v, const struct uk_iovec *buffers,
                    size_t count);
void uk_vector_end(struct uk_vector *v);

/* The buffer of the next plain call, or NULL: no memory. With `filled` it has
 * what the vector holds. Bytes are 0 when there is nothing left. */
char *uk_vector_next(struct uk_vector *v, int filled, size_t *bytes);
/* That call moved `bytes`, no more than it was given; `filled`: from the
 * buffer to where the vector points. */
void uk_vector_moved(struct uk_vector *v, const char *buffer, int filled,
                     size_t bytes);

/* A plain call's result, or -EIO: more than `bytes` cannot be. */
static inline long uk_vector_sane(long result, size_t bytes)
{
    const long last_error = 4095;

    if (result < 0 ? result < -last_error : (size_t)result > bytes)
        return -5; /* EIO */
    return result;
}

#endif
