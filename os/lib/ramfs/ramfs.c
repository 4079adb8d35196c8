/* SPDX-License-Identifier: BSD-3-Clause */
/* What vfscore asks of a file system, over nodes.c and content.c. */
#include "ramfs.h"
#include <errno.h>
#include <flexos/syscall.h>
#include <uk/time.h>

#define NANOSECONDS 1000000000ULL
#define BLOCK 4096
#define RAMFS_MAGIC 0x858458f6 /* uapi/linux/magic.h */
#define MODE_BITS 07777

static long lookup(uint64_t directory, const char *name, size_t length,
                   uint32_t *type)
{
    long found = name && type ? ramfs_find(directory, name, length) : -EFAULT;

    if (found >= 0) {
        ramfs_hold((uint64_t)found);
        *type = ramfs_node((uint64_t)found)->mode & UK_S_IFMT;
    }
    return found;
}

static long create(uint64_t directory, const char *name, size_t length,
                   uint32_t mode)
{
    uint32_t type = mode & UK_S_IFMT;

    /* A node without a type is a free slot. */
    if (!name || (type != UK_S_IFREG && type != UK_S_IFDIR))
        return name ? -EINVAL : -EFAULT;
    long made = ramfs_create(directory, name, length, mode);

    if (made >= 0)
        ramfs_hold((uint64_t)made);
    return made;
}

static int make_link(uint64_t directory, const char *name, size_t length,
                     const char *target, size_t target_length)
{
    long made = name && target
                    ? ramfs_create(directory, name, length, UK_S_IFLNK | 0777)
                    : -EFAULT;

    if (made < 0)
        return (int)made;
    struct node *n = ramfs_node((uint64_t)made);
    if (ramfs_write(n, 0, target, target_length) == (long)target_length)
        return 0;
    ramfs_unlink((uint32_t)made);
    return -ENOSPC;
}

static long read_link(uint64_t node, char *target, size_t bytes)
{
    struct node *n = ramfs_node(node);

    if (!target && bytes)
        return -EFAULT;
    return n ? ramfs_read(n, 0, target, bytes) : -ENOENT;
}

/* Whether a node may be removed as what the caller takes it for. */
static int check_removal(const struct node *n, int is_directory)
{
    if (ramfs_is_directory(n) != is_directory)
        return is_directory ? -ENOTDIR : -EISDIR;
    return n->entries ? -ENOTEMPTY : 0;
}

/* A directory's parent has its name elsewhere. */
static int is_dots(const char *name, size_t length)
{
    return length == 2 && name[0] == '.' && name[1] == '.';
}

static int remove_entry(uint64_t directory, const char *name, size_t length,
                        int is_directory)
{
    if (!name || is_dots(name, length))
        return name ? -EINVAL : -EFAULT;
    long found = ramfs_find(directory, name, length);
    if (found < 0)
        return (int)found;
    int error = check_removal(ramfs_node((uint64_t)found), is_directory);
    if (!error)
        ramfs_unlink((uint32_t)found);
    return error;
}

/* Whether `node` is `directory` or above it. */
static int is_above(uint32_t node, uint32_t directory)
{
    while (directory != node && directory != RAMFS_ROOT)
        directory = ramfs_node(directory)->parent;
    return directory == node;
}

static int rename_entry(uint64_t directory, const char *name, size_t length,
                        uint64_t to_directory, const char *to, size_t to_length)
{
    if (!name || !to)
        return -EFAULT;
    if (is_dots(name, length) || is_dots(to, to_length))
        return -EINVAL;
    long node = ramfs_find(directory, name, length);
    long old = ramfs_find(to_directory, to, to_length);
    if (node < 0)
        return (int)node;
    if (old < 0 && (old != -ENOENT || !ramfs_node(to_directory)))
        return (int)old;
    if (to_length > UK_NAME_MAX) /* vfscore, which says it, may be elsewhere */
        return -ENAMETOOLONG;
    if (node == old)
        return 0;
    /* What is above one that was removed may be gone, too. */
    if (!ramfs_node(to_directory)->is_linked)
        return -ENOENT;
    int is_directory = ramfs_is_directory(ramfs_node((uint64_t)node));
    if (is_directory && is_above((uint32_t)node, (uint32_t)to_directory))
        return -EINVAL;
    if (old >= 0) {
        int error = check_removal(ramfs_node((uint64_t)old), is_directory);
        if (error)
            return error;
        ramfs_unlink((uint32_t)old);
    }
    return ramfs_move((uint32_t)node, (uint32_t)to_directory, to, to_length);
}

static int stat_node(uint64_t node, struct uk_stat *out)
{
    struct node *n = ramfs_node(node);

    if (!n || !out)
        return out ? -ENOENT : -EFAULT;
    out->node = node + 1;
    out->size = ramfs_is_directory(n) ? BLOCK : n->size;
    out->mode = n->mode;
    out->links = !n->is_linked           ? 0
                 : ramfs_is_directory(n) ? 2 + n->subdirectories
                                         : 1;
    out->mtime = (int64_t)(n->mtime / NANOSECONDS);
    out->mtime_ns = (uint32_t)(n->mtime % NANOSECONDS);
    return 0;
}

static int set(uint64_t node, const struct uk_stat *values, unsigned which)
{
    struct node *n = ramfs_node(node);

    if (!n || !values)
        return values ? -ENOENT : -EFAULT;
    if (which & UK_SET_MODE)
        n->mode = (n->mode & UK_S_IFMT) | (values->mode & MODE_BITS);
    if (which & UK_SET_MTIME)
        n->mtime = (uint64_t)values->mtime * NANOSECONDS + values->mtime_ns;
    return 0;
}

static long read_at(uint64_t node, uint64_t offset, void *buffer, size_t bytes)
{
    struct node *n = ramfs_node(node);

    if (!buffer && bytes)
        return -EFAULT;
    return n ? ramfs_read(n, offset, buffer, bytes) : -ENOENT;
}

static long write_at(uint64_t node, uint64_t offset, const void *buffer,
                     size_t bytes)
{
    struct node *n = ramfs_node(node);

    if (!buffer && bytes)
        return -EFAULT;
    return n ? ramfs_write(n, offset, buffer, bytes) : -ENOENT;
}

static int truncate_to(uint64_t node, uint64_t size)
{
    struct node *n = ramfs_node(node);

    return n ? ramfs_resize(n, size) : -ENOENT;
}

/* The oldest entry that is newer than the cookie. Where the last call of the
 * same directory ended is remembered, so that a listing is not quadratic. */
static int entry(uint64_t directory, uint64_t cookie, struct uk_entry *out)
{
    struct node *d = ramfs_node(directory);

    if (!d || !ramfs_is_directory(d))
        return -ENOTDIR;
    if (!out)
        return -EFAULT;
    uint32_t at = cookie && cookie == d->listed_cookie ? d->listed : d->first;
    while (at != RAMFS_NONE && ramfs_node(at)->cookie <= cookie)
        at = ramfs_node(at)->next;
    if (at == RAMFS_NONE)
        return 0;
    const struct node *n = ramfs_node(at);
    out->node = at + 1;
    out->next = n->cookie;
    out->type = n->mode & UK_S_IFMT;
    out->length = n->name_length;
    __builtin_memcpy(out->name, n->name, n->name_length + 1);
    d->listed = at;
    d->listed_cookie = n->cookie;
    return 1;
}

static int info(uint64_t node, struct uk_statfs *out)
{
    (void)node;
    if (!out)
        return -EFAULT;
    out->f_type = RAMFS_MAGIC;
    out->f_blocks = (ramfs_bytes() + BLOCK - 1) / BLOCK;
    out->f_files = ramfs_node_count();
    return 0;
}

static const struct uk_fs_ops ops = {
    .lookup = lookup,
    .create = create,
    .symlink = make_link,
    .readlink = read_link,
    .remove = remove_entry,
    .rename = rename_entry,
    .stat = stat_node,
    .set = set,
    .read = read_at,
    .write = write_at,
    .truncate = truncate_to,
    .entry = entry,
    .info = info,
    .hold = ramfs_hold,
    .release = ramfs_release,
};

/* Called by vfscore. */
int uk_ramfs_boot(void)
{
    uint64_t bytes = 0;
    int error = ramfs_node_count() ? -EBUSY : ramfs_make_root();

    if (error)
        return error;
    long archive = flexos_syscall(FLEXOS_SYS_INITRD, (long)&bytes, 0, 0);
    if (archive > 0)
        error = ramfs_unpack((const uint8_t *)archive, bytes);
    return error ? error : uk_vfs_mount("/", &ops, RAMFS_ROOT);
}
