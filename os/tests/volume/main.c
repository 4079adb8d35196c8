/* SPDX-License-Identifier: BSD-3-Clause */
/* What argument 1 says, in the folder /data:
 *   all      every operation, from an empty folder
 *   add      appends one record to /data/log, synced, and says how many
 *   forever  appends numbered records, each synced, until it is killed
 *   lies     one read and one listing, of a server that may lie
 *   show     what is there: name, type and size of each entry */
#include "check.h"
#include <uk/print.h>

#define RECORD 16

int failures;

void check(int passed, const char *what)
{
    uk_printk("%s %s\n", passed ? "ok  " : "FAIL", what);
    failures += !passed;
}

void expect(long result, long expected, const char *what)
{
    if (result == expected) {
        uk_printk("ok   %s = %ld\n", what, expected);
        return;
    }
    uk_printk("FAIL %s = %ld, must be %ld\n", what, result, expected);
    failures++;
}

/* A record with a number in it, on the host's disk when this returns. */
static long append(int number)
{
    char record[RECORD + 1] = "record 00000000\n";
    int fd = (int)uk_sys_open("/data/log",
                              UK_O_CREAT | UK_O_WRONLY | UK_O_APPEND, 0644);

    for (int i = 14; number; i--, number /= 10)
        record[i] = (char)('0' + number % 10);
    long n = fd < 0 ? fd : uk_sys_write(fd, record, RECORD);
    if (n > 0 && uk_sys_fsync(fd))
        n = -EIO;
    uk_sys_close(fd);
    return n;
}

static int records(void)
{
    struct uk_linux_stat stat;

    return uk_sys_stat("/data/log", &stat) ? 0 : (int)(stat.st_size / RECORD);
}

static int add(void)
{
    long n = append(records());

    uk_printk("volume: %d records\n", records());
    return n == RECORD ? 0 : (int)-n;
}

static int forever(void)
{
    for (int i = records();; i++) {
        if (append(i) != RECORD)
            return 1;
        uk_printk("acknowledged %d\n", i);
    }
}

static int show(void)
{
    static char entries[4096];
    int fd = (int)uk_sys_open("/data", UK_O_RDONLY | UK_O_DIRECTORY, 0);
    long n;

    while ((n = uk_sys_getdents64(fd, entries, sizeof(entries))) > 0)
        for (long at = 0; at < n;) {
            const struct uk_dirent64 *entry = (void *)(entries + at);
            struct uk_linux_stat stat = {0};

            uk_sys_newfstatat(fd, entry->d_name, &stat, 0);
            if (entry->d_name[0] != '.')
                uk_printk("%s type %d size %ld\n", entry->d_name, entry->d_type,
                          stat.st_size);
            at += entry->d_reclen;
        }
    return (int)-n;
}

/* What a server that lies makes of two reads. */
static int lies(void)
{
    static struct {
        char buffer[64], guard[4096];
    } memory;
    static char entries[4096];
    int file = (int)uk_sys_open("/data/text", UK_O_RDONLY, 0);
    int folder = (int)uk_sys_open("/data", UK_O_RDONLY | UK_O_DIRECTORY, 0);
    long n;

    uk_printk("read: %ld\n",
              uk_sys_read(file, memory.buffer, sizeof(memory.buffer)));
    while ((n = uk_sys_getdents64(folder, entries, sizeof(entries))) > 0)
        ;
    uk_printk("list: %ld\n", n);
    for (size_t i = 0; i < sizeof(memory.guard); i++)
        if (memory.guard[i])
            uk_printk("FAIL: written behind the buffer\n");
    return 0;
}

static int is(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "all";

    if (is(what, "add"))
        return add();
    if (is(what, "forever"))
        return forever();
    if (is(what, "lies"))
        return lies();
    if (is(what, "show"))
        return show();
    test_files();
    test_folders();
    test_threads();
    uk_printk(failures ? "volume: %d failures\n" : "volume: all passed\n",
              failures);
    return failures != 0;
}
