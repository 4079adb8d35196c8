/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls that change modes and times. Owners are not kept. */
#include "vfs.h"
#include <errno.h>
#include <uk/sys_files.h>
#include <uk/time.h>

#define MODE_BITS 07777
#define NANOSECONDS 1000000000ULL
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe

static long set_place(struct place place, const struct uk_stat *values,
                      unsigned which)
{
    const struct uk_fs_ops *ops = vfs_ops(place);

    return !which ? 0 : ops->set ? ops->set(place.node, values, which) : -EROFS;
}

/* An empty path is the descriptor itself. */
static long set_at(int dirfd, const char *path, unsigned how,
                   const struct uk_stat *values, unsigned which)
{
    struct walk walk;
    long result = vfs_walk(&walk, dirfd, path, how);

    if (result)
        return result;
    result = set_place(walk.at, values, which);
    vfs_release(walk.at);
    return result;
}

static long set_file(int fd, const struct uk_stat *values, unsigned which)
{
    struct file *file = vfs_get(fd);

    if (!file)
        return -EBADF;
    long result = file->ops ? 0 : set_place(file->place, values, which);
    vfs_put(file);
    return result;
}

long uk_sys_fchmodat(int dirfd, const char *path, uint32_t mode)
{
    struct uk_stat values = {.mode = mode & MODE_BITS};

    return set_at(dirfd, path, WALK_FOLLOW, &values, UK_SET_MODE);
}

long uk_sys_chmod(const char *path, uint32_t mode)
{
    return uk_sys_fchmodat(UK_AT_FDCWD, path, mode);
}

long uk_sys_fchmod(int fd, uint32_t mode)
{
    struct uk_stat values = {.mode = mode & MODE_BITS};

    return set_file(fd, &values, UK_SET_MODE);
}

long uk_sys_fchownat(int dirfd, const char *path, uint32_t user, uint32_t group,
                     int flags)
{
    (void)user;
    (void)group;
    if (flags & UK_AT_EMPTY_PATH && path && !*path)
        return set_file(dirfd, NULL, 0);
    return set_at(dirfd, path, flags & UK_AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW,
                  NULL, 0);
}

long uk_sys_chown(const char *path, uint32_t user, uint32_t group)
{
    return uk_sys_fchownat(UK_AT_FDCWD, path, user, group, 0);
}

long uk_sys_lchown(const char *path, uint32_t user, uint32_t group)
{
    return uk_sys_fchownat(UK_AT_FDCWD, path, user, group,
                           UK_AT_SYMLINK_NOFOLLOW);
}

long uk_sys_fchown(int fd, uint32_t user, uint32_t group)
{
    (void)user;
    (void)group;
    return set_file(fd, NULL, 0);
}

/* Times of access are not kept: times[1] counts. */
long uk_sys_utimensat(int dirfd, const char *path,
                      const struct uk_timespec *times, int flags)
{
    uint64_t now = uk_time_wall();
    struct uk_timespec time = {(int64_t)(now / NANOSECONDS),
                               (int64_t)(now % NANOSECONDS)};
    unsigned which = UK_SET_MTIME;

    if (times && times[1].tv_nsec == UTIME_OMIT)
        which = 0;
    else if (times && times[1].tv_nsec != UTIME_NOW)
        time = times[1];
    if (time.tv_nsec < 0 || time.tv_nsec >= (int64_t)NANOSECONDS)
        return -EINVAL;
    struct uk_stat values = {.mtime = time.tv_sec,
                             .mtime_ns = (uint32_t)time.tv_nsec};
    if (!path)
        return set_file(dirfd, &values, which);
    return set_at(dirfd, path, flags & UK_AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW,
                  &values, which);
}
