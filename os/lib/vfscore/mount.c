/* SPDX-License-Identifier: BSD-3-Clause */
/* The mount table. Mounts stay for the life of the guest. */
#include "vfs.h"
#include <errno.h>
#include <flexos/entries.h>

#define MOUNTS_MAX 16
#define ERROR_MAX 4095

struct mount {
    struct uk_fs_ops ops; /* checked; the original is not ours to trust */
    uint64_t root;
    struct place covered; /* held; of mount 0 nothing */
};

static struct mount mounts[MOUNTS_MAX];
static unsigned count;

/* Of libraries that an image may do without; each mounts its file system. */
int uk_ramfs_boot(void) __attribute__((weak));
int uk_devfs_boot(void) __attribute__((weak));
int uk_9pfs_boot(void) __attribute__((weak));

/* Called by ukboot; as everybody can, a second time changes nothing. */
int uk_vfs_boot(void)
{
    static int is_booted;
    int error = 0;

    if (is_booted)
        return -EBUSY;
    is_booted = 1;
    vfs_open_console();
#ifdef CONFIG_LIBVFSCORE_AUTOMOUNT_ROOTFS
    if (uk_ramfs_boot)
        error = uk_ramfs_boot();
#endif
    if (!error && uk_devfs_boot)
        error = uk_devfs_boot();
    if (!error && uk_9pfs_boot)
        error = uk_9pfs_boot();
    return error;
}

const struct uk_fs_ops *vfs_ops(struct place place)
{
    return &mounts[place.mount].ops;
}

void vfs_hold(struct place place)
{
    if (vfs_ops(place)->hold)
        vfs_ops(place)->hold(place.node);
}

void vfs_release(struct place place)
{
    if (vfs_ops(place)->release)
        vfs_ops(place)->release(place.node);
}

int vfs_has_root(void)
{
    return count > 0;
}

struct place vfs_root(void)
{
    return (struct place){0, UK_S_IFDIR, mounts[0].root};
}

void vfs_enter_mount(struct place *place)
{
    for (unsigned m = 1; m < count; m++)
        if (mounts[m].covered.mount == place->mount &&
            mounts[m].covered.node == place->node) {
            vfs_release(*place);
            *place = (struct place){m, UK_S_IFDIR, mounts[m].root};
            vfs_hold(*place);
            m = 0; /* something may be mounted on that root in turn */
        }
}

int vfs_leave_mount(struct place *place)
{
    while (place->node == mounts[place->mount].root) {
        if (!place->mount)
            return 0;
        struct place covered = mounts[place->mount].covered;
        vfs_hold(covered);
        vfs_release(*place);
        *place = covered;
    }
    return 1;
}

int vfs_stat(struct place place, struct uk_stat *out)
{
    *out = (struct uk_stat){0};
    int error = vfs_ops(place)->stat(place.node, out);
    out->mount = place.mount + 1;
    return error;
}

long vfs_sane(long n, size_t bytes)
{
    int impossible = n < 0 ? n < -ERROR_MAX : (size_t)n > bytes;

    return impossible ? -EIO : n;
}

static int is_name(const struct uk_entry *entry)
{
    if (!entry->length || entry->length > UK_NAME_MAX)
        return 0;
    for (uint32_t i = 0; i < entry->length; i++)
        if (!entry->name[i] || entry->name[i] == '/')
            return 0;
    return 1;
}

int vfs_entry(struct place directory, uint64_t cookie, struct uk_entry *out)
{
    long found =
        vfs_sane(vfs_ops(directory)->entry(directory.node, cookie, out), 1);

    return found > 0 && !is_name(out) ? -EIO : (int)found;
}

/* What no file system can do without is called unasked. */
static int is_whole(const struct uk_fs_ops *ops)
{
    return ops->lookup && ops->stat && ops->read && ops->entry;
}

int uk_vfs_mount(const char *path, const struct uk_fs_ops *ops, uint64_t root)
{
    struct walk walk = {.at = {0}};
    struct mount mount = {.root = root};

    if (!ops)
        return -EFAULT;
    mount.ops = *ops;
    if (!flexos_are_entries(&mount.ops, &mount.ops + 1))
        return -EINVAL;
    if (!is_whole(&mount.ops))
        return -EINVAL;
    if (count == MOUNTS_MAX)
        return -EBUSY;
    if (count) {
        int error = vfs_walk(&walk, UK_AT_FDCWD, path, WALK_FOLLOW);
        if (error)
            return error;
        if (walk.at.type != UK_S_IFDIR) {
            vfs_release(walk.at);
            return -ENOTDIR;
        }
        if (walk.at.node == mounts[walk.at.mount].root) {
            vfs_release(walk.at);
            return -EBUSY;
        }
    }
    mount.covered = walk.at;
    mounts[count++] = mount;
    return 0;
}
