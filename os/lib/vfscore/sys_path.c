/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls that name a file by its path. */
#include "vfs.h"
#include <errno.h>
#include <uk/sys_files.h>

#define RENAME_NOREPLACE 1

long uk_sys_openat(int dirfd, const char *path, int flags, uint32_t mode)
{
    return vfs_open(dirfd, path, flags, mode);
}

long uk_sys_open(const char *path, int flags, uint32_t mode)
{
    return vfs_open(UK_AT_FDCWD, path, flags, mode);
}

long uk_sys_creat(const char *path, uint32_t mode)
{
    return vfs_open(UK_AT_FDCWD, path, UK_O_CREAT | UK_O_WRONLY | UK_O_TRUNC,
                    mode);
}

long uk_sys_mkdirat(int dirfd, const char *path, uint32_t mode)
{
    return vfs_make(dirfd, path, mode);
}

long uk_sys_mkdir(const char *path, uint32_t mode)
{
    return vfs_make(UK_AT_FDCWD, path, mode);
}

long uk_sys_rmdir(const char *path)
{
    return vfs_remove(UK_AT_FDCWD, path, 1);
}

long uk_sys_unlink(const char *path)
{
    return vfs_remove(UK_AT_FDCWD, path, 0);
}

long uk_sys_unlinkat(int dirfd, const char *path, int flags)
{
    if (flags & ~UK_AT_REMOVEDIR)
        return -EINVAL;
    return vfs_remove(dirfd, path, flags == UK_AT_REMOVEDIR);
}

long uk_sys_renameat2(int from_fd, const char *from, int to_fd, const char *to,
                      unsigned flags)
{
    struct uk_stat stat;

    if (flags & ~RENAME_NOREPLACE)
        return -EINVAL;
    if (flags && !vfs_stat_path(to_fd, to, 0, &stat))
        return -EEXIST;
    return vfs_rename(from_fd, from, to_fd, to);
}

long uk_sys_renameat(int from_fd, const char *from, int to_fd, const char *to)
{
    return vfs_rename(from_fd, from, to_fd, to);
}

long uk_sys_rename(const char *from, const char *to)
{
    return vfs_rename(UK_AT_FDCWD, from, UK_AT_FDCWD, to);
}

long uk_sys_symlinkat(const char *target, int dirfd, const char *path)
{
    return vfs_symlink(target, dirfd, path);
}

long uk_sys_symlink(const char *target, const char *path)
{
    return vfs_symlink(target, UK_AT_FDCWD, path);
}

long uk_sys_readlinkat(int dirfd, const char *path, char *out, size_t bytes)
{
    struct walk walk;
    long result = !bytes ? -EINVAL
                  : !out ? -EFAULT
                         : vfs_walk(&walk, dirfd, path, 0);

    if (result)
        return result;
    result =
        walk.at.type != UK_S_IFLNK || !vfs_ops(walk.at)->readlink
            ? -EINVAL
            : vfs_sane(vfs_ops(walk.at)->readlink(walk.at.node, out, bytes),
                       bytes);
    vfs_release(walk.at);
    return result;
}

long uk_sys_readlink(const char *path, char *out, size_t bytes)
{
    return uk_sys_readlinkat(UK_AT_FDCWD, path, out, bytes);
}

long uk_sys_linkat(int from_fd, const char *from, int to_fd, const char *to,
                   int flags)
{
    struct uk_stat stat;
    int error = vfs_stat_path(from_fd, from, 0, &stat);

    (void)flags;
    if (error)
        return error;
    return vfs_stat_path(to_fd, to, 0, &stat) ? -EPERM : -EEXIST;
}

long uk_sys_link(const char *from, const char *to)
{
    return uk_sys_linkat(UK_AT_FDCWD, from, UK_AT_FDCWD, to, 0);
}

long uk_sys_getcwd(char *out, size_t bytes)
{
    char path[UK_PATH_MAX];
    long start =
        vfs_has_root() ? vfs_current_path(path, sizeof(path)) : -ENOENT;

    if (start < 0)
        return start;
    size_t length = sizeof(path) - (size_t)start;
    if (length > bytes)
        return -ERANGE;
    if (!out)
        return -EFAULT;
    __builtin_memcpy(out, path + start, length);
    return (long)length;
}

long uk_sys_chdir(const char *path)
{
    struct walk walk;
    int error = vfs_walk(&walk, UK_AT_FDCWD, path, WALK_FOLLOW);

    if (error)
        return error;
    if (walk.at.type != UK_S_IFDIR) {
        vfs_release(walk.at);
        return -ENOTDIR;
    }
    vfs_set_current(walk.at);
    return 0;
}

long uk_sys_fchdir(int fd)
{
    struct file *file = vfs_get(fd);
    long result = -ENOTDIR;

    if (!file)
        return -EBADF;
    if (!file->ops && file->place.type == UK_S_IFDIR) {
        vfs_hold(file->place);
        vfs_set_current(file->place);
        result = 0;
    }
    vfs_put(file);
    return result;
}

long uk_sys_umask(uint32_t mask)
{
    return vfs_umask(mask);
}
