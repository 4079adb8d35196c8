/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors: numbers, flags, copies, the console, times and modes. */
#include "check.h"
#include <uk/file.h>
#include <uk/time.h>

/* Before any copy was made of its descriptors. */
static void nobody_owns_the_console(void)
{
    EXPECT(uk_vfs_file_install(uk_vfs_file_of(1), 0), -EBADF);
    uk_vfs_file_forget(uk_vfs_file_of(1));
    EXPECT(uk_sys_write(1, "", 0), 0);
}

static void copies(void)
{
    char text[4] = "";
    int fd = (int)uk_sys_open("/etc/motd", UK_O_RDONLY | UK_O_CLOEXEC, 0);

    expect(fd, 3, "the lowest free descriptor");
    EXPECT(uk_sys_fcntl(fd, UK_F_GETFD, 0), UK_FD_CLOEXEC);
    EXPECT(uk_sys_dup(fd), 4);
    EXPECT(uk_sys_fcntl(4, UK_F_GETFD, 0), 0);
    EXPECT(uk_sys_read(fd, text, 2), 2);
    EXPECT(uk_sys_read(4, text, 2), 2);
    check(text[0] == 'o' && text[1] == 'm', "copies share their position");
    EXPECT(uk_sys_dup2(fd, 100), 100);
    EXPECT(uk_sys_dup2(fd, fd), fd);
    EXPECT(uk_sys_dup3(fd, fd, 0), -EINVAL);
    EXPECT(uk_sys_dup3(fd, 4, UK_O_CLOEXEC), 4);
    EXPECT(uk_sys_fcntl(4, UK_F_GETFD, 0), UK_FD_CLOEXEC);
    EXPECT(uk_sys_fcntl(fd, UK_F_DUPFD, 50), 50);
    EXPECT(uk_sys_fcntl(fd, UK_F_DUPFD_CLOEXEC, 50), 51);
    EXPECT(uk_sys_close(fd), 0);
    EXPECT(uk_sys_close(fd), -EBADF);
    EXPECT(uk_sys_read(100, text, 1), 1);
    EXPECT(uk_sys_close_range(4, 4095, 0), 0);
    EXPECT(uk_sys_read(100, text, 1), -EBADF);
    int count = 0;
    while (uk_sys_dup(0) >= 0)
        count++;
    expect(count, 4096 - 3, "descriptors until there are no more");
    EXPECT(uk_sys_open("/etc/motd", UK_O_RDONLY, 0), -EMFILE);
    EXPECT(uk_sys_close(700), 0);
    EXPECT(uk_sys_open("/etc/motd", UK_O_RDONLY, 0), 700);
    EXPECT(uk_sys_close_range(3, ~0u, 0), 0);
}

static void flags(void)
{
    int one = 1;
    int fd = (int)uk_sys_open("/etc/motd", UK_O_RDWR | UK_O_APPEND, 0);

    EXPECT(uk_sys_fcntl(fd, UK_F_GETFL, 0), UK_O_RDWR | UK_O_APPEND);
    EXPECT(uk_sys_fcntl(fd, UK_F_SETFL, UK_O_NONBLOCK | UK_O_WRONLY), 0);
    EXPECT(uk_sys_fcntl(fd, UK_F_GETFL, 0), UK_O_RDWR | UK_O_NONBLOCK);
    one = 0;
    EXPECT(uk_sys_ioctl(fd, UK_FIONBIO, &one), 0);
    EXPECT(uk_sys_fcntl(fd, UK_F_GETFL, 0), UK_O_RDWR);
    EXPECT(uk_sys_lseek(fd, 6, UK_SEEK_SET), 6);
    EXPECT(uk_sys_ioctl(fd, UK_FIONREAD, &one), 0);
    expect(one, 20, "FIONREAD of a file");
    struct uk_flock lock = {.l_type = UK_F_WRLCK};
    EXPECT(uk_sys_fcntl(fd, UK_F_SETLK, (uint64_t)&lock), 0);
    EXPECT(uk_sys_fcntl(fd, UK_F_GETLK, (uint64_t)&lock), 0);
    EXPECT(lock.l_type, UK_F_UNLCK);
    EXPECT(uk_sys_flock(fd, 2), 0);
    EXPECT(uk_sys_fsync(fd), 0);
    EXPECT(uk_sys_fdatasync(fd), 0);
    uk_sys_close(fd);
}

static void console(void)
{
    struct uk_winsize size;
    struct uk_linux_stat stat;
    char byte;

    EXPECT(uk_sys_write(1, "console\n", 8), 8);
    EXPECT(uk_sys_read(0, &byte, 1), 0);
    EXPECT(uk_sys_ioctl(1, UK_TIOCGWINSZ, &size), 0);
    check(size.ws_row == 24 && size.ws_col == 80, "the console's size");
    EXPECT(uk_sys_fstat(2, &stat), 0);
    check((stat.st_mode & UK_S_IFMT) == UK_S_IFCHR, "the console's type");
    EXPECT(uk_sys_lseek(1, 0, UK_SEEK_CUR), -ESPIPE);
    EXPECT(uk_sys_pwrite64(1, "x", 1, 0), -ESPIPE);
    EXPECT(uk_sys_fsync(1), -EINVAL);
}

static void attributes(void)
{
    struct uk_linux_stat stat;
    struct uk_statx more;
    struct uk_timespec times[2] = {{1, 2}, {1000000000, 5}};

    EXPECT(uk_sys_umask(077), 022);
    int fd = (int)uk_sys_open("/mode", UK_O_CREAT | UK_O_WRONLY, 0666);
    EXPECT(uk_sys_umask(022), 077);
    uk_sys_fstat(fd, &stat);
    expect(stat.st_mode, UK_S_IFREG | 0600, "the mask");
    int64_t now = (int64_t)(uk_time_wall() / 1000000000);
    check(stat.st_mtim.tv_sec <= now && stat.st_mtim.tv_sec >= now - 60,
          "a new file's time");
    EXPECT(uk_sys_fchmod(fd, 0751), 0);
    EXPECT(uk_sys_utimensat(UK_AT_FDCWD, "/mode", times, 0), 0);
    EXPECT(uk_sys_statx(fd, "", UK_AT_EMPTY_PATH, 0x7ff, &more), 0);
    check(more.stx_mode == (UK_S_IFREG | 0751) && more.stx_size == 0 &&
              more.stx_mtime.tv_sec == 1000000000 &&
              more.stx_mtime.tv_nsec == 5,
          "mode and time by statx");
    EXPECT(uk_sys_access("/mode", 1), 0);
    EXPECT(uk_sys_chmod("/mode", 0644), 0);
    EXPECT(uk_sys_access("/mode", 1), -EACCES);
    EXPECT(uk_sys_chown("/mode", 5, 5), 0);
    uk_sys_close(fd);
    EXPECT(uk_sys_unlink("/mode"), 0);
}

void test_descriptors(void)
{
    nobody_owns_the_console();
    copies();
    flags();
    console();
    attributes();
}
