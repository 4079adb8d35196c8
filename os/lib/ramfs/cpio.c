/* SPDX-License-Identifier: BSD-3-Clause */
/* cpio archives in the "new ASCII" format; see cpio(5), "New ASCII Format".
 * The archive comes from outside: every number is checked before use. */
#include "ramfs.h"
#include <errno.h>

#define MAGIC "070701"
#define MAGIC_CRC "070702"
#define TRAILER "TRAILER!!!"
#define FIELD 8
#define NANOSECONDS 1000000000ULL

/* All fields are 8 hexadecimal digits. */
struct header {
    char magic[6];
    char inode[FIELD], mode[FIELD], uid[FIELD], gid[FIELD], links[FIELD];
    char mtime[FIELD], size[FIELD], device[4][FIELD];
    char name_size[FIELD], checksum[FIELD];
};

/* -1: not a number. */
static int64_t number(const char *digits)
{
    int64_t value = 0;

    for (int i = 0; i < FIELD; i++) {
        char c = digits[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static size_t aligned(size_t offset)
{
    return (offset + 3) & ~(size_t)3;
}

/* Makes the directories of a path and its last name. */
static long make(const char *path, uint32_t mode)
{
    long node = RAMFS_ROOT;

    while (node >= 0) {
        while (*path == '/')
            path++;
        size_t length = 0;
        while (path[length] && path[length] != '/')
            length++;
        const char *rest = path + length;
        while (*rest == '/')
            rest++;
        if (!length)
            return node;
        if (length == 1 && path[0] == '.') {
            path = rest;
            continue;
        }
        if (length == 2 && path[0] == '.' && path[1] == '.')
            return -EINVAL;
        long next = ramfs_find((uint64_t)node, path, length);
        if (next == -ENOENT)
            next = ramfs_create((uint64_t)node, path, length,
                                *rest ? UK_S_IFDIR | 0755 : mode);
        node = next;
        path = rest;
    }
    return node;
}

/* A file's content, a link's target, a directory's rights. Of a name that
 * comes twice the last entry counts. */
static void fill(struct node *n, uint32_t mode, int64_t mtime,
                 const uint8_t *content, size_t bytes)
{
    n->mode = (n->mode & UK_S_IFMT) | (mode & ~(uint32_t)UK_S_IFMT);
    n->mtime = (uint64_t)mtime * NANOSECONDS;
    if (ramfs_is_directory(n))
        return;
    n->borrowed = bytes ? content : NULL;
    n->size = bytes;
}

int ramfs_unpack(const uint8_t *archive, size_t bytes)
{
    size_t at = 0;

    while (bytes - at >= sizeof(struct header)) {
        const struct header *h = (const void *)(archive + at);
        int64_t mode = number(h->mode), size = number(h->size);
        int64_t name_size = number(h->name_size), mtime = number(h->mtime);
        size_t name_at = at + sizeof(*h);
        const char *name = (const char *)archive + name_at;

        if (__builtin_memcmp(h->magic, MAGIC, 6) &&
            __builtin_memcmp(h->magic, MAGIC_CRC, 6))
            return -EINVAL;
        if (mode < 0 || size < 0 || mtime < 0 || name_size <= 0 ||
            (uint64_t)name_size > bytes - name_at || name[name_size - 1])
            return -EINVAL;
        size_t data_at = aligned(name_at + (size_t)name_size);
        if (data_at > bytes || (uint64_t)size > bytes - data_at)
            return -EINVAL;
        if (name_size == sizeof(TRAILER) &&
            !__builtin_memcmp(name, TRAILER, sizeof(TRAILER)))
            return 0;
        long node = make(name, (uint32_t)mode);
        if (node < 0)
            return (int)node;
        fill(ramfs_node((uint64_t)node), (uint32_t)mode, mtime,
             archive + data_at, (size_t)size);
        at = aligned(data_at + (size_t)size);
        if (at > bytes)
            return -EINVAL;
    }
    return -EINVAL; /* no trailer */
}
