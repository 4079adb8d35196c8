/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/print.h>
#include <uk/sys_files.h>
#include <uk/vfs.h>
#include <vfs_locks.h>

static int failures;

static void expect(long result, long expected, const char *what)
{
    uk_printk("%s %s = %ld\n", result == expected ? "ok  " : "FAIL", what,
              result);
    failures += result != expected;
}
#define EXPECT(call, expected) expect((call), (expected), #call)

int vfs_locks(void)
{
    struct uk_flock lock = {.l_type = UK_F_WRLCK};
    int fd = (int)uk_sys_open("/lock", UK_O_CREAT | UK_O_RDWR, 0644);

    EXPECT(uk_sys_fcntl(fd, UK_F_GETLK, (uint64_t)&lock), 0);
    EXPECT(lock.l_type, UK_F_UNLCK);
    uk_sys_close(fd);
    EXPECT(uk_sys_unlink("/lock"), 0);
    return failures;
}
