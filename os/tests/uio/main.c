/* SPDX-License-Identifier: BSD-3-Clause */
/* Without arguments: vectors as POSIX has them, and those that it refuses.
 * "write-one files": writes what lies at a place that is not the program's,
 * and says what came of it; "write-two": the same as a second buffer.
 * "read-one third" and so on: reads to there. "lock files": has the state of a
 * lock written there; "lock-directly": by vfscore. "table": has vfscore take a
 * table of operations from there. */
#include <errno.h>
#include <stdint.h>
#include <uio_files.h>
#include <uio_third.h>
#include <uk/print.h>
#include <uk/file.h>
#include <uk/sys_files.h>
#include <uk/sys_uio.h>

#define SECRET_BYTES 8
#define LARGE 70000
#define TCSBRK 0x5409 /* takes a number; nobody has it */

static int failures;
static char large[LARGE], copy[LARGE];

static void expect(long result, long expected, const char *what)
{
    uk_printk("%s %s = %ld\n", result == expected ? "ok  " : "FAIL", what,
              result);
    failures += result != expected;
}
#define EXPECT(call, expected) expect((call), (expected), #call)

static int new_file(void)
{
    return (int)uk_sys_open("/file", UK_O_CREAT | UK_O_RDWR | UK_O_TRUNC, 0644);
}

static int differ(const char *a, const char *b, size_t bytes)
{
    return __builtin_memcmp(a, b, bytes) != 0;
}

static void moves(void)
{
    char a[5] = "", b[8] = "";
    char one[] = "one", two[] = "two three";
    struct uk_iovec out[] = {{one, 3}, {NULL, 0}, {two, 9}};
    struct uk_iovec in[] = {{a, 4}, {b, 7}};
    int fd = new_file();

    EXPECT(uk_sys_writev(fd, out, 3), 12);
    EXPECT(uk_sys_lseek(fd, 0, UK_SEEK_SET), 0);
    EXPECT(uk_sys_readv(fd, in, 2), 11);
    EXPECT(differ(a, "onet", 5), 0);
    EXPECT(differ(b, "wo thre", 8), 0);
    EXPECT(uk_sys_readv(fd, in, 2), 1);
    EXPECT(a[0], 'e');
    EXPECT(uk_sys_readv(fd, in, 2), 0);
    EXPECT(uk_sys_preadv(fd, in, 2, 3), 9);
    EXPECT(uk_sys_pwritev(fd, out, 1, 100), 3);
    EXPECT(uk_sys_lseek(fd, -1, UK_SEEK_END), 102);
    uk_sys_close(fd);
}

/* More than crosses a gate at once, in pieces of all sizes. */
static void moves_much(void)
{
    struct uk_iovec out[] = {{large, 1},
                             {large + 1, 40000},
                             {large + 40001, 2},
                             {large + 40003, LARGE - 40003}};
    struct uk_iovec in[] = {{copy, 30000}, {copy + 30000, LARGE - 30000}};
    struct uk_iovec whole[] = {{copy, 1}, {copy + 1, LARGE - 1}};
    int fd = new_file();

    for (int i = 0; i < LARGE; i++)
        large[i] = (char)(i * 7 + i / 251);
    EXPECT(uk_sys_writev(fd, out, 4), LARGE);
    EXPECT(uk_sys_preadv(fd, in, 2, 0), LARGE);
    EXPECT(differ(copy, large, LARGE), 0);
    __builtin_memset(copy, 0, LARGE);
    EXPECT(uk_sys_preadv(fd, whole, 2, 0), LARGE);
    EXPECT(differ(copy, large, LARGE), 0);
    uk_sys_close(fd);
}

static void refusals(void)
{
    static struct uk_iovec many[1025];
    char byte[1] = {0};
    struct uk_iovec fits[] = {{byte, 1}};
    struct uk_iovec negative[] = {{byte, SIZE_MAX}};
    struct uk_iovec sum[] = {{byte, 1}, {byte, INT64_MAX}};
    struct uk_iovec wraps[] = {{byte, INT64_MAX}, {byte, INT64_MAX}, {byte, 3}};
    int fd = new_file();
    int only_written = (int)uk_sys_open("/file", UK_O_WRONLY, 0);

    EXPECT(uk_sys_readv(fd, fits, -1), -EINVAL);
    EXPECT(uk_sys_writev(fd, fits, INT32_MIN), -EINVAL);
    EXPECT(uk_sys_writev(fd, fits, INT32_MAX), -EINVAL);
    EXPECT(uk_sys_readv(fd, many, 1025), -EINVAL);
    EXPECT(uk_sys_readv(fd, many, 1024), 0);
    EXPECT(uk_sys_readv(fd, NULL, 0), 0);
    EXPECT(uk_sys_writev(fd, negative, 1), -EINVAL);
    EXPECT(uk_sys_writev(fd, sum, 2), -EINVAL);
    EXPECT(uk_sys_readv(fd, wraps, 3), -EINVAL);
    EXPECT(uk_sys_preadv(fd, fits, 1, -1), -EINVAL);
    EXPECT(uk_sys_pwritev(fd, fits, 1, INT64_MIN), -EINVAL);
    EXPECT(uk_sys_writev(999, fits, 1), -EBADF);
    EXPECT(uk_sys_readv(only_written, fits, 1), -EBADF);
    EXPECT(uk_sys_readv(only_written, NULL, 0), -EBADF);
    EXPECT(uk_sys_lseek(fd, 0, UK_SEEK_END), 0);
    uk_sys_close(only_written);
    uk_sys_close(fd);
}

/* Moves bytes of a place that another compartment has. */
static int attack(const char *how, const char *where)
{
    char own[] = "xxxxxxxx", taken[2 * SECRET_BYTES + 1] = "";
    int is_write = how[0] == 'w';
    int is_one = !differ(how + (is_write ? 6 : 5), "one", 4);
    char *place =
        (char *)(where[0] == 'f' ? uio_files_place() : uio_third_place());
    struct uk_iovec v[] = {{own, SECRET_BYTES}, {place, SECRET_BYTES}};
    int fd = new_file();

    if (!is_write)
        uk_sys_pwrite64(fd, "yyyyyyyyyyyyyyyy", 16, 0);
    long n = is_write ? uk_sys_writev(fd, v + is_one, 2 - is_one)
                      : uk_sys_readv(fd, v + is_one, 2 - is_one);
    uk_sys_pread64(fd, taken, sizeof(taken) - 1, 0);
    uk_printk("moved %ld, the file has '%s', the secret is %s\n", n, taken,
              uio_files_intact() && uio_third_intact() ? "intact" : "changed");
    return 0;
}

static int report(long result)
{
    uk_printk("answered %ld, the secret is %s\n", result,
              uio_files_intact() && uio_third_intact() ? "intact" : "changed");
    return 0;
}

static int attack_or_move(const char *how, const char *where)
{
    unsigned long place =
        where[0] == 'f' ? uio_files_place() : uio_third_place();

    if (!differ(how, "lock", 5))
        return report(uk_sys_fcntl(new_file(), UK_F_GETLK, place));
    if (!differ(how, "lock-directly", 14))
        return report(uk_vfs_fcntl(new_file(), UK_F_GETLK, place));
    if (!differ(how, "table", 6))
        return report(uk_vfs_file_new((const struct uk_file_ops *)place, 0, 0));
    return attack(how, where);
}

/* What is asked says whether there is an argument, and how much it is. */
static void controls(void)
{
    static const int on = 1;
    struct uk_flock lock = {.l_type = UK_F_WRLCK, .l_len = 5};
    struct uk_winsize window;
    int left = 0, fd = new_file();

    EXPECT(uk_sys_fcntl(fd, UK_F_GETLK, (uint64_t)&lock), 0);
    EXPECT(lock.l_type, UK_F_UNLCK);
    EXPECT(lock.l_len, 5);
    EXPECT(uk_sys_fcntl(fd, UK_F_SETLKW, (uint64_t)&lock), 0);
    EXPECT(uk_sys_fcntl(fd, UK_F_SETLK, 0), -EFAULT);
    EXPECT(uk_sys_fcntl(999, UK_F_GETLK, (uint64_t)&lock), -EBADF);
    EXPECT(uk_sys_pwrite64(fd, "12345", 5, 0), 5);
    EXPECT(uk_sys_ioctl(fd, UK_FIONREAD, &left), 0);
    EXPECT(left, 5);
    EXPECT(uk_sys_ioctl(fd, UK_FIONREAD, NULL), -EFAULT);
    EXPECT(uk_sys_ioctl(fd, UK_FIONBIO, (void *)(uintptr_t)&on), 0);
    EXPECT(uk_sys_ioctl(fd, UK_FIOCLEX, (void *)1), 0);
    EXPECT(uk_sys_fcntl(fd, UK_F_GETFD, 0), UK_FD_CLOEXEC);
    EXPECT(uk_sys_ioctl(fd, TCSBRK, (void *)1), -ENOTTY);
    EXPECT(uk_vfs_ioctl(fd, UK_FIONREAD, NULL), -EFAULT);
    EXPECT(uk_sys_ioctl(1, UK_TIOCGWINSZ, &window), 0);
    EXPECT(window.ws_col, 80);
    uk_sys_close(fd);
}

int main(int argc, char **argv)
{
    if (argc > 2)
        return attack_or_move(argv[1], argv[2]);
    controls();
    moves();
    moves_much();
    refusals();
    uk_printk(failures ? "uio: failed\n" : "uio: all passed\n");
    return failures != 0;
}
