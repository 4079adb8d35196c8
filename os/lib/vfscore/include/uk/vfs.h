/* SPDX-License-Identifier: BSD-3-Clause */
/* Files for C libraries. Results below 0 are negative errno; numbers and
 * flags are those of newlib and Linux. Buffers and paths must be readable
 * (writable) by vfscore's compartment. */
#ifndef UK_VFS_H
#define UK_VFS_H

#include <stddef.h>
#include <stdint.h>

#define UK_O_ACCMODE 3
#define UK_O_RDONLY 0
#define UK_O_WRONLY 1
#define UK_O_RDWR 2
#define UK_O_APPEND 0x400
#define UK_O_CREAT 0x40
#define UK_O_EXCL 0x80
#define UK_O_TRUNC 0x200
#define UK_O_DIRECTORY 0x10000

#define UK_S_IFMT 0170000
#define UK_S_IFDIR 0040000
#define UK_S_IFCHR 0020000
#define UK_S_IFREG 0100000
#define UK_S_IFLNK 0120000

#define UK_NAME_MAX 255
#define UK_PATH_MAX 1024

struct uk_stat {
    uint64_t node;
    uint64_t size; /* bytes */
    uint32_t mode;
    uint32_t links;
    int64_t mtime; /* seconds since 1970 */
};

/* A new descriptor, the lowest that is free. */
int uk_vfs_open(const char *path, int flags, int mode);
int uk_vfs_close(int fd);
/* Bytes, 0 at the end of the file. */
long uk_vfs_read(int fd, void *buffer, size_t bytes);
long uk_vfs_write(int fd, const void *buffer, size_t bytes);
/* whence: 0 from the start, 1 from here, 2 from the end. The new position. */
long uk_vfs_lseek(int fd, long offset, int whence);
int uk_vfs_fstat(int fd, struct uk_stat *out);
int uk_vfs_stat(const char *path, struct uk_stat *out);
int uk_vfs_ftruncate(int fd, long size);
int uk_vfs_unlink(const char *path);
int uk_vfs_mkdir(const char *path, int mode);
int uk_vfs_rmdir(const char *path);
int uk_vfs_rename(const char *from, const char *to);
/* The next name of a directory, with its end; its length, 0 at the end. */
long uk_vfs_readdir(int fd, char *name, size_t bytes);

/* A file system. Nodes are its own numbers; names are `length` bytes without
 * an end. The table is constant: its functions are entries. */
struct uk_fs_ops {
    long (*lookup)(uint64_t directory, const char *name, size_t length);
    long (*create)(uint64_t directory, const char *name, size_t length,
                   uint32_t mode);
    int (*remove)(uint64_t directory, const char *name, size_t length);
    int (*rename)(uint64_t directory, const char *name, size_t length,
                  uint64_t to_directory, const char *to, size_t to_length);
    int (*stat)(uint64_t node, struct uk_stat *out);
    long (*read)(uint64_t node, uint64_t offset, void *buffer, size_t bytes);
    long (*write)(uint64_t node, uint64_t offset, const void *buffer,
                  size_t bytes);
    int (*truncate)(uint64_t node, uint64_t size);
    /* The name of entry `index`; its length, 0 behind the last. */
    long (*entry)(uint64_t directory, uint64_t index, char *name,
                  size_t bytes);
};

/* Makes `ops` the root file system; `root` is its root directory. */
int uk_vfs_mount_root(const struct uk_fs_ops *ops, uint64_t root);

#endif
