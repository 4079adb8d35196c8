/* SPDX-License-Identifier: BSD-3-Clause */
/* What is known of a file, in the structures of the system calls. */
#include "vfs.h"
#include <errno.h>
#include <uk/sys_files.h>

#define BLOCK 4096
#define SECTOR 512
#define ANONYMOUS_MODE 0600
/* The console: a device of its own, 5:1 in Linux's devices.txt. */
#define CONSOLE_DEVICE (5 << 8 | 1)

int vfs_stat_file(const struct file *file, struct uk_stat *out)
{
    if (!file->ops)
        return vfs_stat(file->place, out);
    *out = (struct uk_stat){
        .node = (uint64_t)vfs_number(file) + 1,
        .mode = file->ops->type | ANONYMOUS_MODE,
        .links = 1,
        .device = file->ops->type == UK_S_IFCHR ? CONSOLE_DEVICE : 0,
    };
    return 0;
}

int vfs_stat_path(int dirfd, const char *path, unsigned how,
                  struct uk_stat *out)
{
    struct walk walk;
    int error = vfs_walk(&walk, dirfd, path, how);

    if (error)
        return error;
    error = vfs_stat(walk.at, out);
    vfs_release(walk.at);
    return error;
}

int vfs_is_console(struct place place)
{
    struct uk_stat stat;

    return !vfs_stat(place, &stat) && stat.device >> 8 == CONSOLE_DEVICE >> 8;
}

static int stat_descriptor(int fd, struct uk_stat *out)
{
    struct file *file = vfs_get(fd);

    if (!file)
        return -EBADF;
    int error = vfs_stat_file(file, out);
    vfs_put(file);
    return error;
}

/* As newfstatat(2) names a file. */
static int stat_at(int dirfd, const char *path, int flags, struct uk_stat *out)
{
    int known = UK_AT_EMPTY_PATH | UK_AT_SYMLINK_NOFOLLOW | 0x800 | 0x6000;

    if (flags & ~known)
        return -EINVAL;
    if (flags & UK_AT_EMPTY_PATH && (!path || !*path))
        return dirfd == UK_AT_FDCWD ? vfs_stat(vfs_current(), out)
                                    : stat_descriptor(dirfd, out);
    return vfs_stat_path(dirfd, path,
                         flags & UK_AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW, out);
}

static long give(int error, const struct uk_stat *from,
                 struct uk_linux_stat *out)
{
    if (error)
        return error;
    if (!out)
        return -EFAULT;
    struct uk_timespec time = {from->mtime, from->mtime_ns};
    *out = (struct uk_linux_stat){
        .st_dev = from->mount,
        .st_ino = from->node,
        .st_nlink = from->links,
        .st_mode = from->mode,
        .st_rdev = from->device,
        .st_size = (int64_t)from->size,
        .st_blksize = BLOCK,
        .st_blocks = (int64_t)((from->size + SECTOR - 1) / SECTOR),
        .st_atim = time,
        .st_mtim = time,
        .st_ctim = time,
    };
    return 0;
}

long uk_sys_newfstatat(int dirfd, const char *path, struct uk_linux_stat *out,
                       int flags)
{
    struct uk_stat stat;

    return give(stat_at(dirfd, path, flags, &stat), &stat, out);
}

long uk_sys_stat(const char *path, struct uk_linux_stat *out)
{
    return uk_sys_newfstatat(UK_AT_FDCWD, path, out, 0);
}

long uk_sys_lstat(const char *path, struct uk_linux_stat *out)
{
    return uk_sys_newfstatat(UK_AT_FDCWD, path, out, UK_AT_SYMLINK_NOFOLLOW);
}

long uk_sys_fstat(int fd, struct uk_linux_stat *out)
{
    struct uk_stat stat;

    return give(stat_descriptor(fd, &stat), &stat, out);
}

long uk_sys_statx(int dirfd, const char *path, int flags, unsigned mask,
                  struct uk_statx *out)
{
    struct uk_stat from;
    int error = stat_at(dirfd, path, flags, &from);

    (void)mask;
    if (error)
        return error;
    if (!out)
        return -EFAULT;
    struct uk_statx_time time = {from.mtime, from.mtime_ns, 0};
    *out = (struct uk_statx){
        .stx_mask = UK_STATX_BASIC_STATS,
        .stx_blksize = BLOCK,
        .stx_nlink = from.links,
        .stx_mode = (uint16_t)from.mode,
        .stx_ino = from.node,
        .stx_size = from.size,
        .stx_blocks = (from.size + SECTOR - 1) / SECTOR,
        .stx_atime = time,
        .stx_ctime = time,
        .stx_mtime = time,
        .stx_rdev_major = (uint32_t)(from.device >> 8),
        .stx_rdev_minor = (uint32_t)(from.device & 0xff),
        .stx_dev_minor = from.mount,
    };
    return 0;
}

static long file_system(struct place place, struct uk_statfs *out)
{
    if (!out)
        return -EFAULT;
    *out = (struct uk_statfs){
        .f_bsize = BLOCK, .f_frsize = BLOCK, .f_namelen = UK_NAME_MAX};
    return vfs_ops(place)->info ? vfs_ops(place)->info(place.node, out) : 0;
}

long uk_sys_statfs(const char *path, struct uk_statfs *out)
{
    struct walk walk;
    long result = vfs_walk(&walk, UK_AT_FDCWD, path, WALK_FOLLOW);

    if (result)
        return result;
    result = file_system(walk.at, out);
    vfs_release(walk.at);
    return result;
}

long uk_sys_fstatfs(int fd, struct uk_statfs *out)
{
    struct file *file = vfs_get(fd);

    if (!file)
        return -EBADF;
    long result = file->ops ? -EINVAL : file_system(file->place, out);
    vfs_put(file);
    return result;
}

long uk_sys_faccessat2(int dirfd, const char *path, int mode, int flags)
{
    struct uk_stat stat;
    int error =
        mode & ~7 ? -EINVAL : stat_at(dirfd, path, flags & ~0x200, &stat);
    int is_program = stat.mode & 0111 || (stat.mode & UK_S_IFMT) == UK_S_IFDIR;

    if (error)
        return error;
    return mode & 1 && !is_program ? -EACCES : 0;
}

long uk_sys_faccessat(int dirfd, const char *path, int mode)
{
    return uk_sys_faccessat2(dirfd, path, mode, 0);
}

long uk_sys_access(const char *path, int mode)
{
    return uk_sys_faccessat2(UK_AT_FDCWD, path, mode, 0);
}
