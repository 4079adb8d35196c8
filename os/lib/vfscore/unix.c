/* SPDX-License-Identifier: BSD-3-Clause */
/* uk/vfs.h, for C libraries that do not speak Linux's system calls. */
#include "vfs.h"
#include <errno.h>
#include <uk/sys_files.h>
#include <uk/vfs.h>

int uk_vfs_open(const char *path, int flags, int mode)
{
    return (int)vfs_open(UK_AT_FDCWD, path, flags, (uint32_t)mode);
}

int uk_vfs_close(int fd)
{
    return vfs_close(fd);
}

long uk_vfs_read(int fd, void *buffer, size_t bytes)
{
    return uk_sys_read(fd, buffer, bytes);
}

long uk_vfs_write(int fd, const void *buffer, size_t bytes)
{
    return uk_sys_write(fd, buffer, bytes);
}

long uk_vfs_lseek(int fd, long offset, int whence)
{
    return uk_sys_lseek(fd, offset, whence);
}

int uk_vfs_fstat(int fd, struct uk_stat *out)
{
    struct file *file = out ? vfs_get(fd) : NULL;

    if (!file)
        return out ? -EBADF : -EFAULT;
    int error = vfs_stat_file(file, out);
    vfs_put(file);
    return error;
}

int uk_vfs_stat(const char *path, struct uk_stat *out)
{
    return out ? vfs_stat_path(UK_AT_FDCWD, path, WALK_FOLLOW, out) : -EFAULT;
}

int uk_vfs_ftruncate(int fd, long size)
{
    return (int)uk_sys_ftruncate(fd, size);
}

int uk_vfs_fsync(int fd)
{
    return (int)uk_sys_fsync(fd);
}

int uk_vfs_unlink(const char *path)
{
    return vfs_remove(UK_AT_FDCWD, path, 0);
}

int uk_vfs_mkdir(const char *path, int mode)
{
    return vfs_make(UK_AT_FDCWD, path, (uint32_t)mode);
}

int uk_vfs_rmdir(const char *path)
{
    return vfs_remove(UK_AT_FDCWD, path, 1);
}

int uk_vfs_rename(const char *from, const char *to)
{
    return vfs_rename(UK_AT_FDCWD, from, UK_AT_FDCWD, to);
}
