/* SPDX-License-Identifier: BSD-3-Clause */
/* The devices in /dev. */
#include "check.h"

static long read_of(const char *path, uint64_t *out)
{
    int fd = (int)uk_sys_open(path, UK_O_RDWR, 0);
    long n = uk_sys_read(fd, out, 8);

    uk_sys_close(fd);
    return n;
}

static long write_to(const char *path)
{
    int fd = (int)uk_sys_open(path, UK_O_WRONLY | UK_O_CREAT | UK_O_TRUNC, 0);
    long n = uk_sys_write(fd, "text\n", 5);

    uk_sys_close(fd);
    return n;
}

void test_devices(void)
{
    uint64_t one = 1, two = 2;
    struct uk_linux_stat stat;

    EXPECT(read_of("/dev/null", &one), 0);
    EXPECT(read_of("/dev/zero", &one), 8);
    check(!one, "zeros");
    EXPECT(read_of("/dev/urandom", &one), 8);
    EXPECT(read_of("/dev/random", &two), 8);
    check(one != two && one && two, "random bytes differ");
    EXPECT(write_to("/dev/null"), 5);
    EXPECT(write_to("/dev/full"), -ENOSPC);
    EXPECT(write_to("/dev/tty"), 5);
    EXPECT(uk_sys_stat("/dev/../dev/./null", &stat), 0);
    check(stat.st_mode == (UK_S_IFCHR | 0666) && stat.st_rdev == 0x103,
          "type and number of a device");
    struct uk_winsize size;
    int fd = (int)uk_sys_open("/dev/console", UK_O_RDWR, 0);
    EXPECT(uk_sys_ioctl(fd, UK_TIOCGWINSZ, &size), 0);
    EXPECT(uk_sys_lseek(fd, 5, UK_SEEK_SET), 0);
    uk_sys_close(fd);
    fd = (int)uk_sys_open("/dev/null", UK_O_RDWR, 0);
    EXPECT(uk_sys_ioctl(fd, UK_TIOCGWINSZ, &size), -ENOTTY);
    uk_sys_close(fd);
    EXPECT(uk_sys_open("/dev/new", UK_O_CREAT | UK_O_WRONLY, 0), -EROFS);
    EXPECT(uk_sys_mkdir("/dev/new", 0), -EROFS);
    EXPECT(uk_sys_unlink("/dev/null"), -EROFS);
    EXPECT(uk_sys_rename("/dev/null", "/x"), -EXDEV);
    EXPECT(uk_sys_rmdir("/dev"), -EBUSY);
    EXPECT(uk_sys_chdir("/dev"), 0);
    char path[8];
    EXPECT(uk_sys_getcwd(path, 8), 5);
    EXPECT(uk_sys_chdir(".."), 0);
    EXPECT(uk_sys_getcwd(path, 8), 2);
}
