/* SPDX-License-Identifier: BSD-3-Clause */
/* What a file system offers to vfscore, and where it is mounted.
 *
 * Nodes are the file system's own numbers. A node that lookup or create gives
 * is held until release: it keeps its number, and a removed file its content.
 * Names are `length` bytes without an end, never "" or "."; ".." is looked up
 * like any other name, but never in a root. Results below 0 are negative
 * errno. Functions may wait; vfscore has no lock. */
#ifndef UK_FS_H
#define UK_FS_H

#include <stddef.h>
#include <stdint.h>
#include <uk/linux.h>

#define UK_NAME_MAX 255
#define UK_PATH_MAX 1024 /* with the end */

struct uk_stat {
    uint64_t node; /* the inode number that programs see, not 0 */
    uint64_t size; /* bytes */
    uint32_t mode;
    uint32_t links;
    int64_t mtime; /* seconds since 1970 */
    uint32_t mtime_ns;
    uint32_t mount;  /* vfscore's; tells file systems apart */
    uint64_t device; /* of character devices: major << 8 | minor */
};

struct uk_entry {
    uint64_t node; /* as in uk_stat */
    uint64_t next; /* cookie of the entry behind this one */
    uint32_t type; /* mode & UK_S_IFMT, or 0: not known */
    uint32_t length;
    char name[UK_NAME_MAX + 1];
};

#define UK_SET_MODE 1
#define UK_SET_MTIME 2

/* The table is constant: its functions are entries, which may be in another
 * compartment. What is NULL the file system cannot do. */
struct uk_fs_ops {
    /* *type: the mode's file type. */
    long (*lookup)(uint64_t directory, const char *name, size_t length,
                   uint32_t *type);
    /* A new regular file or directory; -EEXIST when the name is taken. */
    long (*create)(uint64_t directory, const char *name, size_t length,
                   uint32_t mode);
    int (*symlink)(uint64_t directory, const char *name, size_t length,
                   const char *target, size_t target_length);
    /* Bytes of the target, without an end. */
    long (*readlink)(uint64_t node, char *target, size_t bytes);
    int (*remove)(uint64_t directory, const char *name, size_t length,
                  int is_directory);
    /* Takes the place of what has the new name, as rename(2) says. */
    int (*rename)(uint64_t directory, const char *name, size_t length,
                  uint64_t to_directory, const char *to, size_t to_length);
    int (*stat)(uint64_t node, struct uk_stat *out);
    /* `which`: UK_SET_*. */
    int (*set)(uint64_t node, const struct uk_stat *values, unsigned which);
    /* Called before the first read or write through a descriptor. */
    int (*open)(uint64_t node, int flags);
    long (*read)(uint64_t node, uint64_t offset, void *buffer, size_t bytes);
    long (*write)(uint64_t node, uint64_t offset, const void *buffer,
                  size_t bytes);
    int (*truncate)(uint64_t node, uint64_t size);
    /* Returns when the content is as safe as the file system can make it;
   * data_only: the times need not be. */
    int (*sync)(uint64_t node, int data_only);
    /* The entry at a cookie, 0 for the first; "." and ".." are left out.
   * Entries that are neither made nor removed between two calls come once.
   * 1, or 0 behind the last. */
    int (*entry)(uint64_t directory, uint64_t cookie, struct uk_entry *out);
    int (*info)(uint64_t node, struct uk_statfs *out);
    void (*hold)(uint64_t node);
    void (*release)(uint64_t node);
};

_Static_assert(sizeof(struct uk_fs_ops) == 136, "library.yaml has it");

/* Mounts a file system on a directory; the first one is on "/". `root` is its
 * root directory, held by the caller for ever. -EBUSY: too many mounts;
 * -EINVAL: a function in the table is no entry. The table is copied. */
int uk_vfs_mount(const char *path, const struct uk_fs_ops *ops, uint64_t root);

#endif
