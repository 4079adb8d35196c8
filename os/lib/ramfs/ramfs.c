/* SPDX-License-Identifier: BSD-3-Clause */
#include "ramfs.h"
#include <errno.h>
#include <flexos/syscall.h>
#include <uk/vfs.h>

#define NO_NODE UINT32_MAX
#define FIRST_CAPACITY 64

void *malloc(size_t size);
void *realloc(void *block, size_t size);
void free(void *block);

struct node {
    uint32_t mode; /* 0: the slot is free */
    uint32_t parent;
    uint32_t child;   /* first of a directory, in order of creation */
    uint32_t sibling; /* next in the same directory */
    char *name;
    size_t name_length;
    uint8_t *content;
    size_t size, capacity; /* capacity 0: content is borrowed */
    int64_t mtime;
};

static struct node *nodes;
static uint32_t node_count, node_capacity;

static struct node *node_at(uint64_t node)
{
    return node < node_count && nodes[node].mode ? &nodes[node] : NULL;
}

static int is_directory(const struct node *node)
{
    return (node->mode & UK_S_IFMT) == UK_S_IFDIR;
}

/* A zeroed slot, or NO_NODE. Nodes may move. */
static uint32_t new_slot(void)
{
    for (uint32_t i = node_count; i-- > 0;)
        if (!nodes[i].mode)
            return i;
    if (node_count == node_capacity) {
        uint32_t capacity = node_capacity ? 2 * node_capacity : FIRST_CAPACITY;
        struct node *more = realloc(nodes, capacity * sizeof(*nodes));
        if (!more)
            return NO_NODE;
        nodes = more;
        node_capacity = capacity;
    }
    nodes[node_count] = (struct node){0};
    return node_count++;
}

static char *copy_name(const char *name, size_t length)
{
    char *copy = malloc(length + 1);

    if (copy) {
        __builtin_memcpy(copy, name, length);
        copy[length] = 0;
    }
    return copy;
}

/* Where the number of an entry stands: its directory or the entry before. */
static uint32_t *link_to(struct node *directory, const char *name,
                         size_t length)
{
    uint32_t *link = &directory->child;

    while (*link != NO_NODE) {
        const struct node *n = &nodes[*link];
        if (n->name_length == length &&
            !__builtin_memcmp(n->name, name, length))
            return link;
        link = &nodes[*link].sibling;
    }
    return link;
}

long ramfs_lookup(uint64_t directory, const char *name, size_t length)
{
    struct node *d = node_at(directory);

    if (!d)
        return -ENOENT;
    if (!is_directory(d))
        return -ENOTDIR;
    if (length == 2 && name[0] == '.' && name[1] == '.')
        return d->parent;
    uint32_t found = *link_to(d, name, length);
    return found == NO_NODE ? -ENOENT : (long)found;
}

long ramfs_create(uint64_t directory, const char *name, size_t length,
                  uint32_t mode)
{
    long exists = ramfs_lookup(directory, name, length);

    if (exists != -ENOENT)
        return exists < 0 ? exists : -EEXIST;
    if (length > UK_NAME_MAX)
        return -ENAMETOOLONG;
    char *copy = copy_name(name, length);
    uint32_t slot = copy ? new_slot() : NO_NODE;
    if (slot == NO_NODE) {
        free(copy);
        return -ENOMEM;
    }
    nodes[slot] = (struct node){
        .mode = mode,
        .parent = (uint32_t)directory,
        .child = NO_NODE,
        .sibling = NO_NODE,
        .name = copy,
        .name_length = length,
    };
    *link_to(&nodes[directory], name, length) = slot;
    return slot;
}

void ramfs_borrow(uint64_t node, const void *content, size_t bytes,
                  int64_t mtime)
{
    struct node *n = node_at(node);

    /* Never written to while the capacity is 0. */
    n->content = (uint8_t *)(uintptr_t)content;
    n->size = bytes;
    n->mtime = mtime;
}

/* Makes the content our own, with room for `size` bytes. */
static int reserve(struct node *n, size_t size)
{
    if (size <= n->capacity)
        return 0;
    size_t capacity = size < 64 ? 64 : size + size / 2;
    uint8_t *own = n->capacity ? realloc(n->content, capacity)
                               : malloc(capacity);
    if (!own)
        return -ENOSPC;
    if (!n->capacity && n->size)
        __builtin_memcpy(own, n->content, n->size);
    n->content = own;
    n->capacity = capacity;
    return 0;
}

static long read_at(uint64_t node, uint64_t offset, void *buffer, size_t bytes)
{
    struct node *n = node_at(node);

    if (!n)
        return -EBADF;
    if (offset >= n->size)
        return 0;
    if (bytes > n->size - offset)
        bytes = n->size - offset;
    __builtin_memcpy(buffer, n->content + offset, bytes);
    return (long)bytes;
}

static int truncate_to(uint64_t node, uint64_t size)
{
    struct node *n = node_at(node);

    if (!n || is_directory(n))
        return -EINVAL;
    int error = reserve(n, size);
    if (error)
        return error;
    if (size > n->size)
        __builtin_memset(n->content + n->size, 0, size - n->size);
    n->size = size;
    return 0;
}

static long write_at(uint64_t node, uint64_t offset, const void *buffer,
                     size_t bytes)
{
    struct node *n = node_at(node);
    uint64_t end;

    if (!n)
        return -EBADF;
    if (__builtin_add_overflow(offset, bytes, &end))
        return -ENOSPC;
    if (!bytes)
        return 0;
    if (offset > n->size || !n->capacity || end > n->capacity) {
        /* Fills a gap before the offset with zeros, too. */
        int error = offset > n->size ? truncate_to(node, offset)
                                     : reserve(n, end);
        if (!error)
            error = reserve(n, end);
        if (error)
            return error;
    }
    __builtin_memcpy(n->content + offset, buffer, bytes);
    if (end > n->size)
        n->size = end;
    return (long)bytes;
}

static int remove_entry(uint64_t directory, const char *name, size_t length)
{
    struct node *d = node_at(directory);

    if (!d || !is_directory(d))
        return -ENOTDIR;
    uint32_t *link = link_to(d, name, length);
    if (*link == NO_NODE)
        return -ENOENT;
    struct node *n = &nodes[*link];
    if (is_directory(n) && n->child != NO_NODE)
        return -ENOTEMPTY;
    *link = n->sibling;
    free(n->name);
    if (n->capacity)
        free(n->content);
    *n = (struct node){0};
    return 0;
}

/* Whether `node` is `directory` or above it. */
static int is_above(uint32_t node, uint32_t directory)
{
    while (directory != node && directory != RAMFS_ROOT)
        directory = nodes[directory].parent;
    return directory == node;
}

static int rename_entry(uint64_t directory, const char *name, size_t length,
                        uint64_t to_directory, const char *to,
                        size_t to_length)
{
    long node = ramfs_lookup(directory, name, length);
    long old = ramfs_lookup(to_directory, to, to_length);

    if (node < 0)
        return (int)node;
    if (node == old)
        return 0;
    if (is_above((uint32_t)node, (uint32_t)to_directory))
        return -EINVAL;
    char *copy = copy_name(to, to_length);
    if (!copy)
        return -ENOMEM;
    if (old >= 0) {
        int error = remove_entry(to_directory, to, to_length);
        if (error) {
            free(copy);
            return error;
        }
    }
    struct node *n = &nodes[node];
    *link_to(&nodes[directory], name, length) = n->sibling;
    n->sibling = NO_NODE;
    free(n->name);
    n->name = copy;
    n->name_length = to_length;
    n->parent = (uint32_t)to_directory;
    *link_to(&nodes[to_directory], "", SIZE_MAX) = (uint32_t)node;
    return 0;
}

static int stat_node(uint64_t node, struct uk_stat *out)
{
    struct node *n = node_at(node);

    if (!n)
        return -ENOENT;
    *out = (struct uk_stat){
        .node = node,
        .size = n->size,
        .mode = n->mode,
        .links = 1,
        .mtime = n->mtime,
    };
    return 0;
}

static long entry(uint64_t directory, uint64_t index, char *name, size_t bytes)
{
    struct node *d = node_at(directory);

    if (!d || !is_directory(d))
        return -ENOTDIR;
    uint32_t at = d->child;
    while (index-- && at != NO_NODE)
        at = nodes[at].sibling;
    if (at == NO_NODE)
        return 0;
    if (nodes[at].name_length >= bytes)
        return -ENAMETOOLONG;
    __builtin_memcpy(name, nodes[at].name, nodes[at].name_length + 1);
    return (long)nodes[at].name_length;
}

static const struct uk_fs_ops ops = {
    .lookup = ramfs_lookup,
    .create = ramfs_create,
    .remove = remove_entry,
    .rename = rename_entry,
    .stat = stat_node,
    .read = read_at,
    .write = write_at,
    .truncate = truncate_to,
    .entry = entry,
};

/* Called by vfscore. */
int uk_ramfs_boot(void)
{
    uint64_t bytes = 0;
    uint32_t root = new_slot();

    if (root != RAMFS_ROOT)
        return -ENOMEM;
    nodes[root] = (struct node){
        .mode = UK_S_IFDIR | 0755, .child = NO_NODE, .sibling = NO_NODE};
    long archive = flexos_syscall(FLEXOS_SYS_INITRD, (long)&bytes, 0, 0);
    if (archive > 0) {
        int error = ramfs_unpack((const uint8_t *)archive, bytes);
        if (error)
            return error;
    }
    return uk_vfs_mount_root(&ops, RAMFS_ROOT);
}
