/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls that move bytes. */
#include "vfs.h"
#include <errno.h>
#include <uk/sys_files.h>

#define IOV_MAX 1024
#define COPY_CHUNK 4096

typedef long transfer(struct file *file, void *buffer, size_t bytes,
                      uint64_t *offset);

static long write_from(struct file *file, void *buffer, size_t bytes,
                       uint64_t *offset)
{
    return vfs_write(file, buffer, bytes, offset);
}

/* At the file's own position when offset is NULL. */
static long move(int fd, void *buffer, size_t bytes, const int64_t *offset,
                 transfer *way)
{
    uint64_t at = offset ? (uint64_t)*offset : 0;
    struct file *file = vfs_get(fd);

    if (!file)
        return -EBADF;
    long n = offset && *offset < 0 ? -EINVAL
             : (long)bytes < 0     ? -EINVAL
                               : way(file, buffer, bytes, offset ? &at : NULL);
    vfs_put(file);
    return n;
}

long uk_sys_read(int fd, void *buffer, size_t bytes)
{
    return move(fd, buffer, bytes, NULL, vfs_read);
}

long uk_sys_write(int fd, const void *buffer, size_t bytes)
{
    return move(fd, (void *)(uintptr_t)buffer, bytes, NULL, write_from);
}

long uk_sys_pread64(int fd, void *buffer, size_t bytes, int64_t offset)
{
    return move(fd, buffer, bytes, &offset, vfs_read);
}

long uk_sys_pwrite64(int fd, const void *buffer, size_t bytes, int64_t offset)
{
    return move(fd, (void *)(uintptr_t)buffer, bytes, &offset, write_from);
}

/* Stops where a buffer is not filled: a second one must not wait when the
 * first got something. */
static long move_all(struct file *file, const struct uk_iovec *vector,
                     int count, uint64_t *offset, transfer *way)
{
    long done = 0;

    for (int i = 0; i < count; i++) {
        if (!vector[i].iov_len)
            continue;
        long n = way(file, vector[i].iov_base, vector[i].iov_len, offset);
        if (n < 0)
            return done ? done : n;
        done += n;
        if (offset)
            *offset += (uint64_t)n;
        if ((size_t)n < vector[i].iov_len)
            break;
        if (way == vfs_read && file->ops)
            break; /* the next read could wait */
    }
    return done;
}

static long move_vector(int fd, const struct uk_iovec *vector, int count,
                        const int64_t *offset, transfer *way)
{
    uint64_t at = offset ? (uint64_t)*offset : 0;
    size_t total = 0;

    if (count < 0 || count > IOV_MAX || (offset && *offset < 0))
        return -EINVAL;
    for (int i = 0; i < count; i++)
        if (__builtin_add_overflow(total, vector[i].iov_len, &total) ||
            (long)total < 0)
            return -EINVAL;
    struct file *file = vfs_get(fd);
    if (!file)
        return -EBADF;
    /* Rights are checked even where nothing is to be moved. */
    long n = total ? move_all(file, vector, count, offset ? &at : NULL, way)
                   : way(file, NULL, 0, offset ? &at : NULL);
    vfs_put(file);
    return n;
}

long uk_sys_readv(int fd, const struct uk_iovec *vector, int count)
{
    return move_vector(fd, vector, count, NULL, vfs_read);
}

long uk_sys_writev(int fd, const struct uk_iovec *vector, int count)
{
    return move_vector(fd, vector, count, NULL, write_from);
}

long uk_sys_preadv(int fd, const struct uk_iovec *vector, int count,
                   int64_t offset)
{
    return move_vector(fd, vector, count, &offset, vfs_read);
}

long uk_sys_pwritev(int fd, const struct uk_iovec *vector, int count,
                    int64_t offset)
{
    return move_vector(fd, vector, count, &offset, write_from);
}

static long send(struct file *out, struct file *in, uint64_t *offset,
                 size_t bytes)
{
    char chunk[COPY_CHUNK];
    uint64_t at = offset ? *offset : in->offset;
    long done = 0;

    if (in->ops || in->place.type == UK_S_IFDIR)
        return -EINVAL;
    while ((size_t)done < bytes) {
        size_t want = bytes - (size_t)done;
        uint64_t from = at;
        long n =
            vfs_read(in, chunk, want < COPY_CHUNK ? want : COPY_CHUNK, &from);
        if (n > 0)
            n = vfs_write(out, chunk, (size_t)n, NULL);
        if (n < 0 && !done)
            return n;
        if (n <= 0)
            break;
        at += (uint64_t)n;
        done += n;
    }
    *(offset ? offset : &in->offset) = at;
    return done;
}

long uk_sys_sendfile(int out_fd, int in_fd, int64_t *offset, size_t bytes)
{
    struct file *in = vfs_get(in_fd);
    struct file *out = vfs_get(out_fd);
    long n = -EBADF;

    if (in && out)
        n = offset && *offset < 0 ? -EINVAL
                                  : send(out, in, (uint64_t *)offset, bytes);
    if (in)
        vfs_put(in);
    if (out)
        vfs_put(out);
    return n;
}
