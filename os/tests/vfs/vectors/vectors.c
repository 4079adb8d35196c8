/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <uk/print.h>
#include <uk/sys_files.h>
#include <uk/vfs.h>
#include <vfs_vectors.h>

static int failures;

static void expect(long result, long expected, const char *what)
{
    uk_printk("%s %s = %ld\n", result == expected ? "ok  " : "FAIL", what,
              result);
    failures += result != expected;
}
#define EXPECT(call, expected) expect((call), (expected), #call)

int vfs_vectors(void)
{
    char a[5] = "", b[8] = "";
    char one[] = "one", two[] = "two three";
    struct uk_iovec out[] = {{one, 3}, {NULL, 0}, {two, 9}};
    struct uk_iovec in[] = {{a, 4}, {b, 7}};
    int fd = (int)uk_sys_open("/vector", UK_O_CREAT | UK_O_RDWR, 0644);

    EXPECT(uk_sys_writev(fd, out, 3), 12);
    EXPECT(uk_sys_lseek(fd, 0, UK_SEEK_SET), 0);
    EXPECT(uk_sys_readv(fd, in, 2), 11);
    EXPECT(__builtin_memcmp(a, "onet", 5), 0);
    EXPECT(__builtin_memcmp(b, "wo thre", 8), 0);
    EXPECT(uk_sys_preadv(fd, in, 2, 3), 9);
    EXPECT(uk_sys_pwritev(fd, out, 1, 100), 3);
    EXPECT(uk_sys_lseek(fd, -1, UK_SEEK_END), 102);
    EXPECT(uk_sys_readv(fd, in, -1), -EINVAL);
    EXPECT(uk_sys_readv(fd, in, 1025), -EINVAL);
    EXPECT(uk_sys_readv(fd, in, 0), 0);
    struct uk_flock lock = {.l_type = UK_F_WRLCK};
    EXPECT(uk_sys_fcntl(fd, UK_F_GETLK, (uint64_t)&lock), 0);
    EXPECT(lock.l_type, UK_F_UNLCK);
    uk_sys_close(fd);
    EXPECT(uk_sys_unlink("/vector"), 0);
    return failures;
}
