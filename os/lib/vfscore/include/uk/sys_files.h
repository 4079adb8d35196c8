/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's system calls on files and paths: the same arguments, structures
 * and flags, the result or a negative errno. Everything belongs to user and
 * group 0 and nobody is refused for a lack of permission; links other than
 * symbolic ones are not made. Paths are shorter than UK_PATH_MAX. */
#ifndef UK_SYS_FILES_H
#define UK_SYS_FILES_H

#include <uk/linux.h>

long uk_sys_open(const char *path, int flags, uint32_t mode);
long uk_sys_openat(int dirfd, const char *path, int flags, uint32_t mode);
long uk_sys_creat(const char *path, uint32_t mode);
long uk_sys_close(int fd);
long uk_sys_close_range(unsigned first, unsigned last, unsigned flags);

long uk_sys_read(int fd, void *buffer, size_t bytes);
long uk_sys_write(int fd, const void *buffer, size_t bytes);
long uk_sys_pread64(int fd, void *buffer, size_t bytes, int64_t offset);
long uk_sys_pwrite64(int fd, const void *buffer, size_t bytes, int64_t offset);
long uk_sys_lseek(int fd, int64_t offset, int whence);
long uk_sys_sendfile(int out_fd, int in_fd, int64_t *offset, size_t bytes);
long uk_sys_ftruncate(int fd, int64_t size);
long uk_sys_truncate(const char *path, int64_t size);
/* Only mode 0, which sets the size, and 1 (keep the size), which does
 * nothing: no file system reserves space. */
long uk_sys_fallocate(int fd, int mode, int64_t offset, int64_t bytes);
long uk_sys_fadvise64(int fd, int64_t offset, int64_t bytes, int advice);
long uk_sys_fsync(int fd);
long uk_sys_fdatasync(int fd);
long uk_sys_sync_file_range(int fd, int64_t offset, int64_t bytes,
                            unsigned flags);
long uk_sys_sync(void);

long uk_sys_stat(const char *path, struct uk_linux_stat *out);
long uk_sys_lstat(const char *path, struct uk_linux_stat *out);
long uk_sys_fstat(int fd, struct uk_linux_stat *out);
long uk_sys_newfstatat(int dirfd, const char *path, struct uk_linux_stat *out,
                       int flags);
long uk_sys_statx(int dirfd, const char *path, int flags, unsigned mask,
                  struct uk_statx *out);
long uk_sys_statfs(const char *path, struct uk_statfs *out);
long uk_sys_fstatfs(int fd, struct uk_statfs *out);
long uk_sys_access(const char *path, int mode);
long uk_sys_faccessat(int dirfd, const char *path, int mode);
long uk_sys_faccessat2(int dirfd, const char *path, int mode, int flags);
long uk_sys_getdents64(int fd, void *buffer, unsigned bytes);

long uk_sys_mkdir(const char *path, uint32_t mode);
long uk_sys_mkdirat(int dirfd, const char *path, uint32_t mode);
long uk_sys_rmdir(const char *path);
long uk_sys_unlink(const char *path);
long uk_sys_unlinkat(int dirfd, const char *path, int flags);
long uk_sys_rename(const char *from, const char *to);
long uk_sys_renameat(int from_fd, const char *from, int to_fd, const char *to);
long uk_sys_renameat2(int from_fd, const char *from, int to_fd, const char *to,
                      unsigned flags);
long uk_sys_symlink(const char *target, const char *path);
long uk_sys_symlinkat(const char *target, int dirfd, const char *path);
long uk_sys_readlink(const char *path, char *out, size_t bytes);
long uk_sys_readlinkat(int dirfd, const char *path, char *out, size_t bytes);
long uk_sys_link(const char *from, const char *to);
long uk_sys_linkat(int from_fd, const char *from, int to_fd, const char *to,
                   int flags);

long uk_sys_chmod(const char *path, uint32_t mode);
long uk_sys_fchmod(int fd, uint32_t mode);
long uk_sys_fchmodat(int dirfd, const char *path, uint32_t mode);
/* Checked, and without effect. */
long uk_sys_chown(const char *path, uint32_t user, uint32_t group);
long uk_sys_lchown(const char *path, uint32_t user, uint32_t group);
long uk_sys_fchown(int fd, uint32_t user, uint32_t group);
long uk_sys_fchownat(int dirfd, const char *path, uint32_t user, uint32_t group,
                     int flags);
long uk_sys_utimensat(int dirfd, const char *path,
                      const struct uk_timespec *times, int flags);

long uk_sys_getcwd(char *out, size_t bytes);
long uk_sys_chdir(const char *path);
long uk_sys_fchdir(int fd);
long uk_sys_umask(uint32_t mask);

long uk_sys_dup(int fd);
long uk_sys_dup2(int fd, int to);
long uk_sys_dup3(int fd, int to, int flags);
/* Locks are always granted: there is one process. */
long uk_sys_flock(int fd, int operation);

/* What posix-uio makes of Linux's fcntl and ioctl: the commands whose argument
 * is a number, else -EINVAL; and requests whose argument is 8 bytes, of which
 * each uses what it needs. */
long uk_vfs_fcntl(int fd, int command, uint64_t number);
long uk_vfs_ioctl(int fd, unsigned request, void *argument);

#endif
