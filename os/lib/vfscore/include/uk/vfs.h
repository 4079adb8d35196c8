/* SPDX-License-Identifier: BSD-3-Clause */
/* Files for C libraries that do not speak Linux's system calls (see
 * uk/sys_files.h for those that do). Results below 0 are negative errno;
 * numbers and flags are Linux's. Buffers and paths must be readable
 * (writable) by vfscore's compartment. */
#ifndef UK_VFS_H
#define UK_VFS_H

#include <stddef.h>
#include <stdint.h>
#include <uk/fs.h>
#include <uk/linux.h>

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
int uk_vfs_fsync(int fd);
int uk_vfs_unlink(const char *path);
int uk_vfs_mkdir(const char *path, int mode);
int uk_vfs_rmdir(const char *path);
int uk_vfs_rename(const char *from, const char *to);

#endif
