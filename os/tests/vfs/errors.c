/* SPDX-License-Identifier: BSD-3-Clause */
/* What must fail, and how. Descriptors: 3 reads a file, 4 writes one, 5 is a
 * directory, 6 is closed. */
#include "check.h"

static char long_name[300], long_path[2000];

static void on_descriptors(void)
{
    char buffer[8];
    struct uk_linux_stat stat;

    EXPECT(uk_sys_read(4, buffer, 1), -EBADF);
    EXPECT(uk_sys_write(3, buffer, 1), -EBADF);
    EXPECT(uk_sys_read(5, buffer, 1), -EISDIR);
    EXPECT(uk_sys_read(6, buffer, 1), -EBADF);
    EXPECT(uk_sys_read(-1, buffer, 1), -EBADF);
    EXPECT(uk_sys_read(1 << 20, buffer, 1), -EBADF);
    EXPECT(uk_sys_pread64(3, buffer, 1, -1), -EINVAL);
    EXPECT(uk_sys_lseek(3, -1, UK_SEEK_SET), -EINVAL);
    EXPECT(uk_sys_lseek(3, 0, 9), -EINVAL);
    EXPECT(uk_sys_lseek(3, INT64_MAX, UK_SEEK_END), -EINVAL);
    EXPECT(uk_sys_lseek(6, 0, 0), -EBADF);
    EXPECT(uk_sys_ftruncate(3, 0), -EINVAL);
    EXPECT(uk_sys_ftruncate(4, -1), -EINVAL);
    EXPECT(uk_sys_ftruncate(6, 0), -EBADF);
    EXPECT(uk_sys_fstat(6, &stat), -EBADF);
    EXPECT(uk_sys_getdents64(3, buffer, 8), -ENOTDIR);
    EXPECT(uk_sys_fsync(6), -EBADF);
    EXPECT(uk_sys_dup(6), -EBADF);
    EXPECT(uk_sys_dup2(3, -1), -EBADF);
    EXPECT(uk_sys_dup2(3, 4096), -EBADF);
    EXPECT(uk_sys_fcntl(6, UK_F_GETFL, 0), -EBADF);
    EXPECT(uk_sys_fcntl(3, 999, 0), -EINVAL);
    EXPECT(uk_sys_fcntl(3, UK_F_DUPFD, 4096), -EINVAL);
    EXPECT(uk_sys_ioctl(3, UK_TIOCGWINSZ, buffer), -ENOTTY);
    EXPECT(uk_sys_fchdir(3), -ENOTDIR);
    EXPECT(uk_sys_fallocate(4, 0, -1, 5), -EINVAL);
}

static void on_paths(void)
{
    struct uk_linux_stat stat;

    EXPECT(uk_sys_open("", 0, 0), -ENOENT);
    EXPECT(uk_sys_open("/none", 0, 0), -ENOENT);
    EXPECT(uk_sys_open("/none/x", UK_O_CREAT, 0), -ENOENT);
    EXPECT(uk_sys_open("/etc/motd/x", 0, 0), -ENOTDIR);
    EXPECT(uk_sys_open("/etc/motd/", 0, 0), -ENOTDIR);
    EXPECT(uk_sys_open("/new/", UK_O_CREAT | UK_O_WRONLY, 0), -EISDIR);
    EXPECT(uk_sys_open("/etc", UK_O_WRONLY, 0), -EISDIR);
    EXPECT(uk_sys_open("/etc/motd", UK_O_DIRECTORY, 0), -ENOTDIR);
    EXPECT(uk_sys_open("/etc/motd", UK_O_CREAT | UK_O_EXCL, 0), -EEXIST);
    EXPECT(uk_sys_open(long_name, UK_O_CREAT, 0), -ENAMETOOLONG);
    EXPECT(uk_sys_open(long_path, 0, 0), -ENAMETOOLONG);
    EXPECT(uk_sys_openat(6, "x", 0, 0), -EBADF);
    EXPECT(uk_sys_mkdir("/etc", 0755), -EEXIST);
    EXPECT(uk_sys_mkdir("/", 0755), -EEXIST);
    EXPECT(uk_sys_mkdir("/none/x", 0755), -ENOENT);
    EXPECT(uk_sys_rmdir("/etc/motd"), -ENOTDIR);
    EXPECT(uk_sys_rmdir("/etc"), -ENOTEMPTY);
    EXPECT(uk_sys_rmdir("/etc/."), -EINVAL);
    EXPECT(uk_sys_rmdir("/none"), -ENOENT);
    EXPECT(uk_sys_unlink("/etc"), -EISDIR);
    EXPECT(uk_sys_unlink("/none"), -ENOENT);
    EXPECT(uk_sys_unlinkat(UK_AT_FDCWD, "/none", 1), -EINVAL);
    EXPECT(uk_sys_rename("/none", "/x"), -ENOENT);
    EXPECT(uk_sys_rename("/etc", "/etc/below"), -EINVAL);
    EXPECT(uk_sys_rename("/links", "/etc/motd"), -ENOTDIR);
    EXPECT(uk_sys_rename("/etc/motd", "/links"), -EISDIR);
    EXPECT(uk_sys_rename("/links", "/etc"), -ENOTEMPTY);
    EXPECT(uk_sys_rename("/", "/x"), -EBUSY);
    EXPECT(uk_sys_rename("/w", long_name), -ENAMETOOLONG);
    EXPECT(uk_sys_chdir("/etc/motd"), -ENOTDIR);
    EXPECT(uk_sys_chdir("/none"), -ENOENT);
    EXPECT(uk_sys_truncate("/etc", 0), -EISDIR);
    EXPECT(uk_sys_access("/none", 0), -ENOENT);
    EXPECT(uk_sys_access("/etc", 8), -EINVAL);
    EXPECT(uk_sys_link("/etc/motd", "/hard"), -EPERM);
    EXPECT(uk_sys_getcwd(long_path, 1), -ERANGE);
    EXPECT(uk_sys_newfstatat(UK_AT_FDCWD, "/", &stat, 1), -EINVAL);
}

void test_errors(void)
{
    __builtin_memset(long_name, 'n', sizeof(long_name) - 1);
    for (size_t i = 0; i < sizeof(long_path) - 1; i++)
        long_path[i] = i % 2 ? '.' : '/';
    EXPECT(uk_sys_open("/etc/motd", UK_O_RDONLY, 0), 3);
    EXPECT(uk_sys_open("/w", UK_O_CREAT | UK_O_WRONLY, 0644), 4);
    EXPECT(uk_sys_open("/etc", UK_O_RDONLY, 0), 5);
    on_descriptors();
    on_paths();
    EXPECT(uk_sys_close_range(3, 5, 0), 0);
}
