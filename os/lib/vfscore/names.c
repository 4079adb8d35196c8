/* SPDX-License-Identifier: BSD-3-Clause */
/* What happens to names: open, make, remove, rename. */
#include "vfs.h"
#include <errno.h>

#define MODE_BITS 07777

static uint32_t mask = 022;

uint32_t vfs_umask(uint32_t new_mask)
{
    uint32_t old = mask;

    mask = new_mask & 0777;
    return old;
}

/* A new regular file in `place`, held. */
static int create(struct walk *walk, int dirfd, const char *path, uint32_t mode,
                  struct place *place)
{
    int error = vfs_walk(walk, dirfd, path, WALK_PARENT);

    if (error)
        return error;
    const struct uk_fs_ops *ops = vfs_ops(walk->at);
    long node = !walk->length          ? -EEXIST
                : walk->trailing_slash ? -EISDIR
                : !ops->create
                    ? -EROFS
                    : ops->create(walk->at.node, walk->name, walk->length,
                                  UK_S_IFREG | (mode & MODE_BITS & ~mask));
    *place = (struct place){walk->at.mount, UK_S_IFREG, (uint64_t)node};
    vfs_release(walk->at);
    return node < 0 ? (int)node : 0;
}

/* What open does to a node that was there before. */
static int check(struct place place, int flags)
{
    const struct uk_fs_ops *ops = vfs_ops(place);
    int writes = (flags & UK_O_ACCMODE) != UK_O_RDONLY;

    if (flags & UK_O_PATH)
        return 0;
    if (place.type == UK_S_IFLNK)
        return -ELOOP;
    if (place.type == UK_S_IFDIR)
        return writes || flags & UK_O_CREAT ? -EISDIR : 0;
    if (flags & UK_O_DIRECTORY)
        return -ENOTDIR;
    if (writes && !ops->write)
        return -EROFS;
    if (place.type == UK_S_IFREG && flags & UK_O_TRUNC && writes)
        return ops->truncate ? ops->truncate(place.node, 0) : -EROFS;
    return 0;
}

static int find_or_create(int dirfd, const char *path, int flags, uint32_t mode,
                          struct place *place)
{
    struct walk walk;
    int exclusive = UK_O_CREAT | UK_O_EXCL;

    if ((flags & exclusive) == exclusive)
        return create(&walk, dirfd, path, mode, place);
    int error =
        vfs_walk(&walk, dirfd, path, flags & UK_O_NOFOLLOW ? 0 : WALK_FOLLOW);
    if (error == -ENOENT && flags & UK_O_CREAT)
        return create(&walk, dirfd, path, mode, place);
    if (error)
        return error;
    *place = walk.at;
    error = check(*place, flags);
    if (error)
        vfs_release(*place);
    return error;
}

long vfs_open(int dirfd, const char *path, int flags, uint32_t mode)
{
    struct place place;
    int error = find_or_create(dirfd, path, flags, mode, &place);

    if (error)
        return error;
    const struct uk_fs_ops *ops = vfs_ops(place);
    if (ops->open && !(flags & UK_O_PATH))
        error = ops->open(place.node, flags);
    struct file *file = error ? NULL : vfs_file_of_place(place, flags);
    if (!file) {
        vfs_release(place);
        return error ? error : -ENFILE;
    }
    int fd = vfs_descriptor_for(file, 0, flags);
    if (fd < 0)
        vfs_put(file);
    return fd;
}

int vfs_make(int dirfd, const char *path, uint32_t mode)
{
    struct walk walk;
    int error = vfs_walk(&walk, dirfd, path, WALK_PARENT);

    if (error)
        return error;
    const struct uk_fs_ops *ops = vfs_ops(walk.at);
    long node = !walk.length ? -EEXIST
                : !ops->create
                    ? -EROFS
                    : ops->create(walk.at.node, walk.name, walk.length,
                                  UK_S_IFDIR | (mode & 01777 & ~mask));
    if (node >= 0)
        vfs_release((struct place){walk.at.mount, 0, (uint64_t)node});
    vfs_release(walk.at);
    return node < 0 ? (int)node : 0;
}

/* Whether something is mounted on, or the current directory is, an entry. */
static int is_busy(const struct walk *walk)
{
    struct place entry = walk->at;
    long node = vfs_ops(entry)->lookup(entry.node, walk->name, walk->length,
                                       &entry.type);

    if (node < 0)
        return 0;
    entry.node = (uint64_t)node;
    vfs_enter_mount(&entry);
    vfs_release(entry);
    return entry.mount != walk->at.mount;
}

int vfs_remove(int dirfd, const char *path, int is_directory)
{
    struct walk walk;
    int error = vfs_walk(&walk, dirfd, path, WALK_PARENT);

    if (error)
        return error;
    const struct uk_fs_ops *ops = vfs_ops(walk.at);
    if (!walk.length)
        error = is_directory ? -EINVAL : -EISDIR;
    else if (!ops->remove)
        error = -EROFS;
    else if (is_busy(&walk))
        error = -EBUSY;
    else if (walk.trailing_slash && !is_directory)
        error = -ENOTDIR;
    else
        error = ops->remove(walk.at.node, walk.name, walk.length, is_directory);
    vfs_release(walk.at);
    return error;
}

static int rename_entry(const struct walk *from, const struct walk *to)
{
    const struct uk_fs_ops *ops = vfs_ops(from->at);

    if (!from->length || !to->length)
        return -EBUSY;
    if (from->at.mount != to->at.mount)
        return -EXDEV;
    if (!ops->rename)
        return -EROFS;
    if (is_busy(from) || is_busy(to))
        return -EBUSY;
    return ops->rename(from->at.node, from->name, from->length, to->at.node,
                       to->name, to->length);
}

int vfs_rename(int from_fd, const char *from, int to_fd, const char *to)
{
    struct walk source, target;
    int error = vfs_walk(&source, from_fd, from, WALK_PARENT);

    if (error)
        return error;
    error = vfs_walk(&target, to_fd, to, WALK_PARENT);
    if (!error) {
        error = rename_entry(&source, &target);
        vfs_release(target.at);
    }
    vfs_release(source.at);
    return error;
}

int vfs_symlink(const char *target, int dirfd, const char *path)
{
    struct walk walk;
    size_t length = 0;

    if (!target)
        return -EFAULT;
    while (length < UK_PATH_MAX && target[length])
        length++;
    if (!length || length == UK_PATH_MAX)
        return length ? -ENAMETOOLONG : -ENOENT;
    int error = vfs_walk(&walk, dirfd, path, WALK_PARENT);
    if (error)
        return error;
    const struct uk_fs_ops *ops = vfs_ops(walk.at);
    error = !walk.length    ? -EEXIST
            : !ops->symlink ? -EPERM
                            : ops->symlink(walk.at.node, walk.name, walk.length,
                                           target, length);
    vfs_release(walk.at);
    return error;
}
