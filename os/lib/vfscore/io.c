/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and writing: at a position in nodes, now or later elsewhere. */
#include "vfs.h"
#include <errno.h>
#include <uk/sched.h>
#include <uk/vfs.h>

static int may_read(const struct file *file)
{
    return (file->flags & UK_O_ACCMODE) != UK_O_WRONLY &&
           !(file->flags & UK_O_PATH);
}

static int may_write(const struct file *file)
{
    return (file->flags & UK_O_ACCMODE) != UK_O_RDONLY &&
           !(file->flags & UK_O_PATH);
}

/* 0, or why there is nothing more to wait for. */
static int wait_for(struct file *file, int of_write)
{
    int number = vfs_number(file);
    int ended = uk_vfs_wait(number, uk_vfs_file_timeout(number, of_write));

    return ended == -ETIMEDOUT ? -EAGAIN : ended;
}

static long read_stream(struct file *file, void *buffer, size_t bytes)
{
    if (!file->ops->read)
        return -EINVAL;
    for (;;) {
        long n = vfs_sane(file->ops->read(file->object, buffer, bytes), bytes);
        if (n != -EAGAIN || file->flags & UK_O_NONBLOCK)
            return n;
        int ended = wait_for(file, 0);
        if (ended)
            return ended;
    }
}

long vfs_read(struct file *file, void *buffer, size_t bytes, uint64_t *offset)
{
    if (!may_read(file))
        return -EBADF;
    if (file->ops)
        return offset ? -ESPIPE : read_stream(file, buffer, bytes);
    if (file->place.type == UK_S_IFDIR)
        return -EISDIR;
    if (!bytes)
        return 0;
    if (bytes > INT32_MAX)
        bytes = INT32_MAX;
    uint64_t at = offset ? *offset : file->offset;
    long n = vfs_sane(
        vfs_ops(file->place)->read(file->place.node, at, buffer, bytes), bytes);
    if (n > 0 && !offset)
        file->offset = at + (uint64_t)n;
    return n;
}

/* All of it, unless the file must not wait or is no stream: each write to a
 * counter is one. */
static long write_stream(struct file *file, const char *buffer, size_t bytes)
{
    size_t done = 0;

    if (!file->ops->write)
        return -EINVAL;
    for (;;) {
        long n = vfs_sane(
            file->ops->write(file->object, buffer + done, bytes - done),
            bytes - done);
        if (n >= 0) {
            done += (size_t)n;
            if (done >= bytes || !file->ops->type)
                return (long)done;
        } else if (n != -EAGAIN) {
            if (n == -EPIPE && !done && uk_signal_broken_pipe)
                uk_signal_broken_pipe();
            return done ? (long)done : n;
        }
        if (file->flags & UK_O_NONBLOCK)
            return done ? (long)done : -EAGAIN;
        int ended = n == -EAGAIN ? wait_for(file, 1) : 0;
        if (ended)
            return done ? (long)done : ended;
    }
}

/* Where the next byte goes: `at`, or the end for O_APPEND. */
static int writing_position(const struct file *file, uint64_t *at)
{
    struct uk_stat stat;

    if (!(file->flags & UK_O_APPEND))
        return 0;
    int error = vfs_stat(file->place, &stat);
    if (!error)
        *at = stat.size;
    return error;
}

long vfs_write(struct file *file, const void *buffer, size_t bytes,
               uint64_t *offset)
{
    if (!may_write(file))
        return -EBADF;
    if (file->ops)
        return offset ? -ESPIPE : write_stream(file, buffer, bytes);
    const struct uk_fs_ops *ops = vfs_ops(file->place);
    if (!ops->write)
        return -EROFS;
    if (!bytes)
        return 0;
    if (bytes > INT32_MAX)
        bytes = INT32_MAX;
    uint64_t at = offset ? *offset : file->offset;
    int error = writing_position(file, &at);
    if (error)
        return error;
    long n = vfs_sane(ops->write(file->place.node, at, buffer, bytes), bytes);
    if (n > 0 && !offset)
        file->offset = at + (uint64_t)n;
    if (n > 0 && file->flags & UK_O_DSYNC && ops->sync) {
        error = ops->sync(file->place.node, 1);
        if (error)
            return error;
    }
    return n;
}
