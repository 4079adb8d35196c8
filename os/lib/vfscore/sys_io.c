/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls that move bytes. */
#include "vfs.h"
#include <errno.h>
#include <uk/sys_files.h>

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
             : !buffer && bytes    ? -EFAULT
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
