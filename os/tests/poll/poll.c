/* SPDX-License-Identifier: BSD-3-Clause */
/* poll and select: what holds, how long they wait, who wakes them. */
#include "check.h"

#define LATER 20
#define TOO_MANY 5000

static int ends[2];
static struct uk_pollfd too_many[TOO_MANY];

static void put_later(void *unused)
{
    (void)unused;
    uk_sched_sleep(LATER * MILLISECOND);
    uk_sys_write(ends[1], "x", 1);
}

static int is_about(uint64_t since, uint64_t milliseconds)
{
    uint64_t took = uk_time_monotonic() - since;

    return took >= milliseconds * MILLISECOND &&
           took < 10 * milliseconds * MILLISECOND;
}

static void polls(void)
{
    struct uk_pollfd fds[] = {
        {ends[0], UK_POLLIN, 9}, {ends[1], UK_POLLOUT, 0}, {-1, UK_POLLIN, 9}};
    struct uk_pollfd bad = {99, UK_POLLIN, 0};
    char byte;

    EXPECT(uk_sys_poll(fds, 1, 0), 0);
    EXPECT(uk_sys_poll(fds, 3, -1), 1);
    check(!fds[0].revents && fds[1].revents == UK_POLLOUT && !fds[2].revents,
          "only the end to write to is ready");
    EXPECT(uk_sys_poll(&bad, 1, -1), 1);
    expect(bad.revents, UK_POLLNVAL, "a closed descriptor");
    uint64_t since = uk_time_monotonic();
    EXPECT(uk_sys_poll(fds, 1, LATER), 0);
    check(is_about(since, LATER), "poll waits as long as it says");
    int thread = start(put_later, 0);
    since = uk_time_monotonic();
    EXPECT(uk_sys_poll(fds, 1, 5000), 1);
    check(is_about(since, LATER) && fds[0].revents == UK_POLLIN,
          "poll ends with the event");
    uk_thread_join(thread);
    uk_sys_read(ends[0], &byte, 1);
    since = uk_time_monotonic();
    EXPECT(uk_sys_poll(0, 0, LATER), 0);
    check(is_about(since, LATER), "poll of nothing is a pause");
    struct uk_timespec time = {0, LATER * (long)MILLISECOND};
    EXPECT(uk_sys_ppoll(fds, 1, &time, 0, 0), 0);
    check(!time.tv_sec && !time.tv_nsec, "ppoll leaves nothing of its time");
    time.tv_nsec = 1000000000;
    EXPECT(uk_sys_ppoll(fds, 1, &time, 0, 0), -EINVAL);
    EXPECT(uk_sys_poll(too_many, TOO_MANY, 0), -EINVAL);
}

static void set(struct uk_fd_set *set, int fd)
{
    set->bits[fd / 64] |= (uint64_t)1 << fd % 64;
}

static void selects(void)
{
    struct uk_fd_set in = {0}, out = {0};
    struct uk_timeval time = {0, 0};
    char byte;
    int high = (int)uk_sys_fcntl(ends[0], UK_F_DUPFD, 700);

    set(&in, high);
    set(&out, ends[1]);
    EXPECT(uk_sys_select(high + 1, &in, &out, 0, 0), 1);
    check(!in.bits[high / 64] && out.bits[0] == (uint64_t)1 << ends[1],
          "select clears what is not ready");
    set(&in, high);
    time.tv_usec = LATER * 1000;
    uint64_t since = uk_time_monotonic();
    EXPECT(uk_sys_select(high + 1, &in, 0, 0, &time), 0);
    check(is_about(since, LATER) && !time.tv_usec, "select waits");
    set(&in, high);
    int thread = start(put_later, 0);
    time.tv_sec = 5;
    EXPECT(uk_sys_select(high + 1, &in, 0, 0, &time), 1);
    check(in.bits[high / 64] && time.tv_sec == 4, "select says what is left");
    uk_thread_join(thread);
    uk_sys_read(ends[0], &byte, 1);
    uk_sys_close(high);
    EXPECT(uk_sys_select(high + 1, &in, 0, 0, &time), -EBADF);
    EXPECT(uk_sys_select(-1, 0, 0, 0, &time), -EINVAL);
    time.tv_usec = -1;
    EXPECT(uk_sys_select(0, 0, 0, 0, &time), -EINVAL);
}

void test_poll(void)
{
    EXPECT(uk_sys_pipe(ends), 0);
    polls();
    selects();
    struct uk_pollfd hung = {ends[0], UK_POLLIN, 0};
    uk_sys_close(ends[1]);
    EXPECT(uk_sys_poll(&hung, 1, -1), 1);
    expect(hung.revents, UK_POLLHUP, "nobody can write any more");
    uk_sys_close(ends[0]);
    struct uk_pollfd file = {(int)uk_sys_open("/", 0, 0), UK_POLLIN, 0};
    EXPECT(uk_sys_poll(&file, 1, -1), 1);
    uk_sys_close(file.fd);
}
