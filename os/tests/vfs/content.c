/* SPDX-License-Identifier: BSD-3-Clause */
/* What is in files: holes, large ones, appending, positions, copies. */
#include "check.h"
#include <uk/time.h>

#define MIB (1 << 20)
#define FILE_MIB 24
#define RECORDS 40000

static char block[65536];

static int is_zero(const char *bytes, long n)
{
    for (long i = 0; i < n; i++)
        if (bytes[i])
            return 0;
    return n > 0;
}

static void holes(void)
{
    struct uk_linux_stat stat;
    int fd = (int)uk_sys_open("/hole", UK_O_CREAT | UK_O_RDWR, 0644);

    EXPECT(uk_sys_pwrite64(fd, "end", 3, 1L << 30), 3);
    uk_sys_fstat(fd, &stat);
    check(stat.st_size == (1L << 30) + 3, "a file of 1 GiB with a hole");
    EXPECT(uk_sys_pread64(fd, block, 4096, 123456789), 4096);
    check(is_zero(block, 4096), "a hole reads as zeros");
    EXPECT(uk_sys_pread64(fd, block, 100, (1L << 30) - 10), 13);
    check(is_zero(block, 10) && same(block + 10, "end"), "behind the hole");
    EXPECT(uk_sys_ftruncate(fd, 5), 0);
    EXPECT(uk_sys_pwrite64(fd, "12345", 5, 0), 5);
    EXPECT(uk_sys_ftruncate(fd, 2), 0);
    EXPECT(uk_sys_ftruncate(fd, 100000), 0);
    EXPECT(uk_sys_pread64(fd, block, 65536, 0), 65536);
    check(block[0] == '1' && block[1] == '2' && is_zero(block + 2, 65534),
          "what was cut off does not come back");
    EXPECT(uk_sys_ftruncate(fd, 1L << 50), -EFBIG);
    uk_sys_close(fd);
    EXPECT(uk_sys_truncate("/hole", 0), 0);
    EXPECT(uk_sys_unlink("/hole"), 0);
}

static void large(void)
{
    int fd = (int)uk_sys_open("/large", UK_O_CREAT | UK_O_RDWR, 0644);
    int good = 1;

    for (int i = 0; i < FILE_MIB * 16 && good; i++) {
        __builtin_memset(block, 'a' + i % 26, sizeof(block));
        good = uk_sys_write(fd, block, sizeof(block)) == sizeof(block);
    }
    check(good, "a file of 24 MiB in a guest of 64");
    for (int i = 0; i < FILE_MIB * 16 && good; i++) {
        char byte[2];
        good = uk_sys_pread64(fd, byte, 2, (long)i * 65536 + 65534) == 2 &&
               byte[1] == 'a' + i % 26;
    }
    check(good, "its content");
    uk_sys_close(fd);
    EXPECT(uk_sys_unlink("/large"), 0);
}

/* Takes some ten times longer when each write copies what is there. */
static void append(void)
{
    int good = 1;
    int fd =
        (int)uk_sys_open("/log", UK_O_CREAT | UK_O_WRONLY | UK_O_APPEND, 0644);
    uint64_t start = uk_time_monotonic(), half = 0;

    for (int i = 0; i < RECORDS; i++) {
        good &= uk_sys_write(fd, "0123456789abcdef0123456789abcdef", 32) == 32;
        if (i == RECORDS / 2)
            half = uk_time_monotonic() - start;
    }
    uint64_t rest = uk_time_monotonic() - start - half;
    check(good, "40,000 records appended");
    check(rest < 4 * half, "the second half takes as long as the first");
    EXPECT(uk_sys_lseek(fd, 0, UK_SEEK_SET), 0);
    EXPECT(uk_sys_write(fd, "x", 1), 1);
    EXPECT(uk_sys_lseek(fd, 0, UK_SEEK_CUR), RECORDS * 32 + 1);
    uk_sys_close(fd);
    EXPECT(uk_sys_unlink("/log"), 0);
}

static void copies(void)
{
    char text[3] = "";
    int fd = (int)uk_sys_open("/from", UK_O_CREAT | UK_O_RDWR, 0644);
    int copy = (int)uk_sys_open("/copy", UK_O_CREAT | UK_O_RDWR, 0644);
    int64_t offset = 4;

    EXPECT(uk_sys_write(fd, "onetwo three", 12), 12);
    EXPECT(uk_sys_pwrite64(fd, "one", 3, 100), 3);
    EXPECT(uk_sys_sendfile(copy, fd, &offset, 1000), 99);
    check(offset == 103, "sendfile moves the offset");
    EXPECT(uk_sys_pread64(copy, text, 2, 0), 2);
    check(same(text, "wo"), "sendfile copies");
    uk_sys_close(copy);
    uk_sys_close(fd);
    uk_sys_unlink("/copy");
    uk_sys_unlink("/from");
}

static void borrowed(void)
{
    char text[8] = "";
    int fd = (int)uk_sys_open("/etc/motd", UK_O_RDWR, 0);

    EXPECT(uk_sys_pwrite64(fd, "FROM", 4, 0), 4);
    EXPECT(uk_sys_pread64(fd, text, 7, 1), 7);
    check(same(text, "ROM the"), "the initial disk can be written to");
    EXPECT(uk_sys_pwrite64(fd, "from", 4, 0), 4);
    uk_sys_close(fd);
}

void test_content(void)
{
    holes();
    large();
    append();
    copies();
    borrowed();
}
