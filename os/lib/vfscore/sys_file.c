/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls on open files: position, size, safety, directory entries. */
#include "vfs.h"
#include <errno.h>
#include <uk/sys_files.h>

#define FALLOC_KEEP_SIZE 1

static long end_of(const struct file *file)
{
    struct uk_stat stat;
    int error = vfs_stat(file->place, &stat);

    return error ? error : (long)stat.size;
}

static long seek(struct file *file, int64_t offset, int whence)
{
    long from = 0;

    if (file->ops)
        return -ESPIPE;
    if (file->place.type == UK_S_IFCHR)
        return 0;
    if (whence == UK_SEEK_CUR)
        from = (long)file->offset;
    else if (whence == UK_SEEK_END)
        from = end_of(file);
    else if (whence != UK_SEEK_SET)
        return -EINVAL;
    if (from < 0)
        return from;
    if (__builtin_add_overflow(from, offset, &from) || from < 0)
        return -EINVAL;
    file->offset = (uint64_t)from;
    return from;
}

long uk_sys_lseek(int fd, int64_t offset, int whence)
{
    struct file *file = vfs_get(fd);

    if (!file)
        return -EBADF;
    long result = seek(file, offset, whence);
    vfs_put(file);
    return result;
}

static long resize(const struct place place, int64_t size)
{
    const struct uk_fs_ops *ops;

    if (place.type == UK_S_IFDIR)
        return -EISDIR;
    if (size < 0 || place.type != UK_S_IFREG)
        return -EINVAL;
    ops = vfs_ops(place);
    return ops->truncate ? ops->truncate(place.node, (uint64_t)size) : -EROFS;
}

long uk_sys_ftruncate(int fd, int64_t size)
{
    struct file *file = vfs_get(fd);

    if (!file)
        return -EBADF;
    long result = -EINVAL;
    if (!file->ops && (file->flags & UK_O_ACCMODE) != UK_O_RDONLY)
        result = resize(file->place, size);
    vfs_put(file);
    return result;
}

long uk_sys_truncate(const char *path, int64_t size)
{
    struct walk walk;
    long result = vfs_walk(&walk, UK_AT_FDCWD, path, WALK_FOLLOW);

    if (result)
        return result;
    result = resize(walk.at, size);
    vfs_release(walk.at);
    return result;
}

static long allocate(struct file *file, int mode, int64_t offset, int64_t bytes)
{
    int64_t end;

    if (offset < 0 || bytes <= 0)
        return -EINVAL;
    if ((file->flags & UK_O_ACCMODE) == UK_O_RDONLY)
        return -EBADF;
    if (file->ops)
        return -ESPIPE;
    if (mode & ~FALLOC_KEEP_SIZE)
        return -EOPNOTSUPP;
    if (__builtin_add_overflow(offset, bytes, &end))
        return -EFBIG;
    long size = end_of(file);
    return size < 0 || size >= end || mode ? size < 0 ? size : 0
                                           : resize(file->place, end);
}

long uk_sys_fallocate(int fd, int mode, int64_t offset, int64_t bytes)
{
    struct file *file = vfs_get(fd);

    if (!file)
        return -EBADF;
    long result = allocate(file, mode, offset, bytes);
    vfs_put(file);
    return result;
}

static long sync_file(int fd, int data_only)
{
    struct file *file = vfs_get(fd);
    long result = 0;

    if (!file)
        return -EBADF;
    if (file->ops)
        result = -EINVAL;
    else if (vfs_ops(file->place)->sync)
        result = vfs_ops(file->place)->sync(file->place.node, data_only);
    vfs_put(file);
    return result;
}

long uk_sys_fsync(int fd)
{
    return sync_file(fd, 0);
}

long uk_sys_fdatasync(int fd)
{
    return sync_file(fd, 1);
}

long uk_sys_sync_file_range(int fd, int64_t offset, int64_t bytes,
                            unsigned flags)
{
    (void)flags;
    return offset < 0 || bytes < 0 ? -EINVAL : sync_file(fd, 1);
}

/* What was written is with the file system; fsync is for more. */
long uk_sys_sync(void)
{
    return 0;
}

long uk_sys_fadvise64(int fd, int64_t offset, int64_t bytes, int advice)
{
    int file = uk_vfs_file_of(fd);

    (void)offset;
    if (file < 0)
        return -EBADF;
    if (uk_vfs_can_wait(file))
        return -ESPIPE;
    return bytes < 0 || advice < 0 || advice > 5 ? -EINVAL : 0;
}
