/* SPDX-License-Identifier: BSD-3-Clause */
/* Pipes: order, blocking both ways, the ends, several writers at once. */
#include "check.h"

#define TOTAL (1 << 20)
#define CAPACITY 65536
#define WRITERS 4
#define RECORDS 500
#define RECORD 512

static int ends[2];
static char buffer[CAPACITY + 1];
static int in_order;

static void read_all(void *unused)
{
    unsigned char bytes[777];
    unsigned next = 0;
    long n;

    (void)unused;
    in_order = 1;
    while ((n = uk_sys_read(ends[0], bytes, sizeof(bytes))) > 0)
        for (long i = 0; i < n; i++)
            in_order &= bytes[i] == next++ % 251;
    in_order &= n == 0 && next == TOTAL;
}

static void stream(void)
{
    int thread = start(read_all, 0);
    unsigned next = 0;
    int good = 1;

    for (long done = 0; done < TOTAL;) {
        long part = TOTAL - done < 5000 ? TOTAL - done : 5000;
        for (long i = 0; i < part; i++)
            buffer[i] = (char)(next++ % 251);
        good &= uk_sys_write(ends[1], buffer, (size_t)part) == part;
        done += part;
    }
    uk_sys_close(ends[1]);
    uk_thread_join(thread);
    check(good && in_order, "1 MiB through a pipe between two threads");
    uk_sys_close(ends[0]);
}

static void write_records(void *argument)
{
    char record[RECORD];

    __builtin_memset(record, (int)(long)argument, sizeof(record));
    for (int i = 0; i < RECORDS; i++)
        if (uk_sys_write(ends[1], record, RECORD) != RECORD)
            in_order = 0;
}

static void many_writers(void)
{
    int threads[WRITERS], counts[WRITERS] = {0}, whole = 1;
    char record[RECORD];

    EXPECT(uk_sys_pipe2(ends, 0), 0);
    in_order = 1;
    for (int i = 0; i < WRITERS; i++)
        threads[i] = start(write_records, i);
    for (int n = 0; n < WRITERS * RECORDS; n++) {
        whole &= uk_sys_read(ends[0], record, 100) == 100;
        whole &=
            uk_sys_read(ends[0], record + 100, RECORD - 100) == RECORD - 100;
        for (int i = 1; i < RECORD; i++)
            whole &= record[i] == record[0];
        counts[(int)record[0]]++;
    }
    for (int i = 0; i < WRITERS; i++) {
        uk_thread_join(threads[i]);
        whole &= counts[i] == RECORDS;
    }
    check(whole && in_order, "records of four writers stay whole");
    uk_sys_close(ends[0]);
    uk_sys_close(ends[1]);
}

static void without_waiting(void)
{
    int size;

    EXPECT(uk_sys_pipe2(ends, UK_O_NONBLOCK | UK_O_CLOEXEC), 0);
    EXPECT(uk_sys_fcntl(ends[0], UK_F_GETFD, 0), UK_FD_CLOEXEC);
    EXPECT(uk_sys_fcntl(ends[1], UK_F_GETFL, 0), UK_O_WRONLY | UK_O_NONBLOCK);
    EXPECT(uk_sys_read(ends[0], buffer, 10), -EAGAIN);
    EXPECT(uk_sys_write(ends[1], buffer, CAPACITY + 1), CAPACITY);
    EXPECT(uk_sys_write(ends[1], buffer, 1), -EAGAIN);
    EXPECT(uk_sys_ioctl(ends[0], UK_FIONREAD, &size), 0);
    expect(size, CAPACITY, "FIONREAD of a full pipe");
    EXPECT(uk_sys_read(ends[0], buffer, 100), 100);
    EXPECT(uk_sys_write(ends[1], buffer, 101), -EAGAIN);
    EXPECT(uk_sys_write(ends[1], buffer, 4097), 100);
    EXPECT(uk_sys_read(ends[1], buffer, 1), -EBADF);
    EXPECT(uk_sys_write(ends[0], buffer, 1), -EBADF);
    EXPECT(uk_sys_lseek(ends[0], 0, UK_SEEK_SET), -ESPIPE);
    EXPECT(uk_sys_pread64(ends[0], buffer, 1, 0), -ESPIPE);
    EXPECT(uk_sys_ftruncate(ends[1], 0), -EINVAL);
    EXPECT(uk_sys_fsync(ends[1]), -EINVAL);
    struct uk_linux_stat stat;
    EXPECT(uk_sys_fstat(ends[0], &stat), 0);
    check((stat.st_mode & UK_S_IFMT) == UK_S_IFIFO, "the type of a pipe");
    EXPECT(uk_sys_close(ends[0]), 0);
    EXPECT(uk_sys_write(ends[1], buffer, 1), -EPIPE);
    EXPECT(uk_sys_close(ends[1]), 0);
    EXPECT(uk_sys_pipe2(ends, UK_O_APPEND), -EINVAL);
}

static void close_reader(void *unused)
{
    (void)unused;
    uk_sys_close(ends[0]);
}

static void close_while_waiting(void)
{
    EXPECT(uk_sys_pipe(ends), 0);
    int thread = start(close_reader, 0);
    EXPECT(uk_sys_write(ends[1], buffer, CAPACITY + 1), CAPACITY);
    uk_thread_join(thread);
    EXPECT(uk_sys_close(ends[1]), 0);
}

void test_pipes(void)
{
    EXPECT(uk_sys_pipe(ends), 0);
    stream();
    many_writers();
    without_waiting();
    close_while_waiting();
}
