/* SPDX-License-Identifier: BSD-3-Clause */
/* What vfscore asks of a file system, as messages to the server. */
#include "9pfs.h"
#include "nodes.h"
#include <errno.h>

#define MODE_BITS 07777

/* Walks a new slot to an entry, or gives the slot back. */
static long walk_to(uint64_t directory, uint64_t slot, const char *name,
                    size_t length)
{
    struct uk_9p_qid qid;
    int error = uk_9p_walk(node_at(directory)->session, path_fid(directory),
                           path_fid(slot), name, length, &qid);

    if (!error)
        return node_settle(slot, &qid);
    if (node_at(slot)->is_opened)
        uk_9p_clunk(node_at(slot)->session, file_fid(slot));
    node_drop(slot);
    return error;
}

static long lookup(uint64_t directory, const char *name, size_t length,
                   uint32_t *type)
{
    long slot = type ? node_new(node_at(directory)->session) : -EFAULT;

    if (slot >= 0)
        slot = walk_to(directory, (uint64_t)slot, name, length);
    if (slot >= 0)
        *type = node_at((uint64_t)slot)->type;
    return slot;
}

/* The second fid of the slot walks to the directory and becomes the file. */
static int create_file(uint64_t directory, uint64_t slot, const char *name,
                       size_t length, uint32_t mode)
{
    struct node *n = node_at(slot);
    struct uk_9p_qid qid;
    int error = uk_9p_walk(n->session, path_fid(directory), file_fid(slot), "",
                           0, &qid);

    if (error)
        return error;
    error = uk_9p_create(n->session, file_fid(slot), name, length, mode);
    if (error)
        uk_9p_clunk(n->session, file_fid(slot));
    else
        n->is_opened = n->is_writable = 1;
    return error;
}

static long create(uint64_t directory, const char *name, size_t length,
                   uint32_t mode)
{
    int session = node_at(directory)->session;
    long slot = node_new(session);

    if (slot < 0)
        return slot;
    int error = (mode & UK_S_IFMT) == UK_S_IFDIR
                    ? uk_9p_mkdir(session, path_fid(directory), name, length,
                                  mode & MODE_BITS)
                    : create_file(directory, (uint64_t)slot, name, length,
                                  mode & MODE_BITS);
    if (error) {
        node_drop((uint64_t)slot);
        return error;
    }
    return walk_to(directory, (uint64_t)slot, name, length);
}

static int make_link(uint64_t directory, const char *name, size_t length,
                     const char *target, size_t target_length)
{
    return uk_9p_symlink(node_at(directory)->session, path_fid(directory), name,
                         length, target, target_length);
}

static long read_link(uint64_t node, char *target, size_t bytes)
{
    return uk_9p_readlink(node_at(node)->session, path_fid(node), target,
                          bytes);
}

static int remove_entry(uint64_t directory, const char *name, size_t length,
                        int is_directory)
{
    return uk_9p_unlink(node_at(directory)->session, path_fid(directory), name,
                        length, is_directory);
}

static int rename_entry(uint64_t directory, const char *name, size_t length,
                        uint64_t to_directory, const char *to, size_t to_length)
{
    struct uk_9p_rename what = {
        .from_fid = path_fid(directory),
        .to_fid = path_fid(to_directory),
        .from_length = (uint32_t)length,
        .to_length = (uint32_t)to_length,
    };

    if (!name || !to)
        return -EFAULT;
    if (length > UK_NAME_MAX || to_length > UK_NAME_MAX)
        return -ENAMETOOLONG;
    __builtin_memcpy(what.from, name, length);
    __builtin_memcpy(what.to, to, to_length);
    return uk_9p_rename(node_at(directory)->session, &what);
}

static int stat_node(uint64_t node, struct uk_stat *out)
{
    struct node *n = node_at(node);
    struct uk_9p_stat stat;
    int error = out ? uk_9p_stat(n->session, path_fid(node), &stat) : -EFAULT;

    if (error && (error != -ENOENT || !n->is_opened))
        return error;
    out->node = n->path;
    if (error || stat.qid.path != n->path) {
        /* The name is gone or another file's: an open file lives on. */
        out->size = n->size;
        out->mode = n->mode;
        return 0;
    }
    n->size = out->size = stat.size;
    n->mode = out->mode = (uint32_t)stat.mode;
    out->links = (uint32_t)stat.links;
    out->mtime = (int64_t)stat.mtime;
    out->mtime_ns = (uint32_t)stat.mtime_ns;
    out->device = stat.device;
    return 0;
}

static int set(uint64_t node, const struct uk_stat *values, unsigned which)
{
    if (!values)
        return -EFAULT;
    struct uk_9p_change change = {
        .valid = (which & UK_SET_MODE ? UK_9P_SET_MODE : 0) |
                 (which & UK_SET_MTIME ? UK_9P_SET_MTIME : 0),
        .mode = values->mode & MODE_BITS,
        .mtime = (uint64_t)values->mtime,
        .mtime_ns = values->mtime_ns,
    };

    return uk_9p_set(node_at(node)->session, path_fid(node), &change);
}

static int open_node(uint64_t node, int flags)
{
    struct uk_stat stat;
    int error = node_open(node, (flags & UK_O_ACCMODE) != UK_O_RDONLY);

    /* So that the size is known should the name go. */
    return error ? error : stat_node(node, &stat);
}

static long read_at(uint64_t node, uint64_t offset, void *buffer, size_t bytes)
{
    struct node *n = node_at(node);
    size_t done = 0;
    int error = node_open(node, 0);

    if (error)
        return error;
    while (done < bytes) {
        long got = uk_9p_read(n->session, file_fid(node), offset + done,
                              (char *)buffer + done, bytes - done);
        if (got < 0)
            return done ? (long)done : got;
        if (!got)
            break;
        done += (size_t)got;
    }
    return (long)done;
}

static long write_at(uint64_t node, uint64_t offset, const void *buffer,
                     size_t bytes)
{
    struct node *n = node_at(node);
    size_t done = 0;
    int error = node_open(node, 1);

    if (error)
        return error;
    while (done < bytes) {
        long put = uk_9p_write(n->session, file_fid(node), offset + done,
                               (const char *)buffer + done, bytes - done);
        if (put <= 0 && !done)
            return put ? put : -EIO;
        if (put <= 0)
            break;
        done += (size_t)put;
        if (offset + done > n->size)
            n->size = offset + done;
    }
    return (long)done;
}

static int truncate_to(uint64_t node, uint64_t size)
{
    struct uk_9p_change change = {.valid = UK_9P_SET_SIZE, .size = size};
    int error = uk_9p_set(node_at(node)->session, path_fid(node), &change);

    if (!error)
        node_at(node)->size = size;
    return error;
}

static int sync_node(uint64_t node, int data_only)
{
    int error = node_open(node, 0);

    return error
               ? error
               : uk_9p_fsync(node_at(node)->session, file_fid(node), data_only);
}

static int info(uint64_t node, struct uk_statfs *out)
{
    return uk_9p_statfs(node_at(node)->session, path_fid(node), out);
}

const struct uk_fs_ops ninepfs_ops = {
    .lookup = lookup,
    .create = create,
    .symlink = make_link,
    .readlink = read_link,
    .remove = remove_entry,
    .rename = rename_entry,
    .stat = stat_node,
    .set = set,
    .open = open_node,
    .read = read_at,
    .write = write_at,
    .truncate = truncate_to,
    .sync = sync_node,
    .entry = ninepfs_entry,
    .info = info,
    .hold = node_hold,
    .release = node_release,
};
