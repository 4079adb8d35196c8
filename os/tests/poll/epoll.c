/* SPDX-License-Identifier: BSD-3-Clause */
/* epoll: levels, edges, one shot, errors, nests, many descriptors. */
#include "check.h"

#define MANY 1000
#define LATER 20

static int ep, ends[2];
static struct uk_epoll_event events[8];
static int many[MANY];

static long ctl(int operation, int fd, uint32_t wanted, uint64_t data)
{
    struct uk_epoll_event event = {wanted, data};

    return uk_sys_epoll_ctl(ep, operation, fd, &event);
}

static long wait(int timeout)
{
    __builtin_memset(events, 0, sizeof(events));
    return uk_sys_epoll_wait(ep, events, 8, timeout);
}

static void put(void)
{
    uk_sys_write(ends[1], "x", 1);
}

static void take(void)
{
    char byte;

    uk_sys_read(ends[0], &byte, 1);
}

static void put_later(void *unused)
{
    (void)unused;
    uk_sched_sleep(LATER * MILLISECOND);
    put();
}

static void level(void)
{
    EXPECT(ctl(UK_EPOLL_CTL_ADD, ends[0], UK_POLLIN, 42), 0);
    EXPECT(wait(0), 0);
    put();
    EXPECT(wait(0), 1);
    check(events[0].events == UK_POLLIN && events[0].data == 42,
          "an event with its data");
    EXPECT(wait(-1), 1);
    take();
    EXPECT(wait(0), 0);
    EXPECT(ctl(UK_EPOLL_CTL_MOD, ends[0], 0, 42), 0);
    put();
    EXPECT(wait(0), 0);
    EXPECT(ctl(UK_EPOLL_CTL_MOD, ends[0], UK_POLLIN, 43), 0);
    EXPECT(wait(0), 1);
    check(events[0].data == 43, "what was there before EPOLL_CTL_MOD counts");
    take();
}

static void edge(void)
{
    EXPECT(ctl(UK_EPOLL_CTL_MOD, ends[0], UK_POLLIN | UK_EPOLLET, 1), 0);
    EXPECT(wait(0), 0);
    put();
    EXPECT(wait(0), 1);
    EXPECT(wait(0), 0);
    put();
    EXPECT(wait(0), 1);
    EXPECT(wait(5), 0);
    take();
    take();
    EXPECT(ctl(UK_EPOLL_CTL_MOD, ends[0], UK_POLLIN | UK_EPOLLONESHOT, 1), 0);
    put();
    EXPECT(wait(0), 1);
    put();
    EXPECT(wait(0), 0);
    EXPECT(ctl(UK_EPOLL_CTL_MOD, ends[0], UK_POLLIN | UK_EPOLLONESHOT, 1), 0);
    EXPECT(wait(0), 1);
    EXPECT(wait(0), 0);
    take();
    take();
}

static void time_passes(void)
{
    EXPECT(ctl(UK_EPOLL_CTL_MOD, ends[0], UK_POLLIN, 1), 0);
    uint64_t start_time = uk_time_monotonic();
    EXPECT(wait(LATER), 0);
    uint64_t took = uk_time_monotonic() - start_time;
    check(took >= LATER * MILLISECOND && took < 10 * LATER * MILLISECOND,
          "epoll_wait waits as long as it says");
    int thread = start(put_later, 0);
    start_time = uk_time_monotonic();
    EXPECT(wait(-1), 1);
    took = uk_time_monotonic() - start_time;
    check(took >= LATER * MILLISECOND && took < 10 * LATER * MILLISECOND,
          "epoll_wait ends with the event");
    uk_thread_join(thread);
    take();
}

static void errors(void)
{
    int file = (int)uk_sys_open("/", UK_O_RDONLY, 0);

    EXPECT(ctl(UK_EPOLL_CTL_ADD, ends[0], UK_POLLIN, 1), -EEXIST);
    EXPECT(ctl(UK_EPOLL_CTL_MOD, ends[1], UK_POLLIN, 1), -ENOENT);
    EXPECT(ctl(UK_EPOLL_CTL_DEL, ends[1], 0, 0), -ENOENT);
    EXPECT(ctl(UK_EPOLL_CTL_ADD, 99, UK_POLLIN, 1), -EBADF);
    EXPECT(ctl(UK_EPOLL_CTL_ADD, file, UK_POLLIN, 1), -EPERM);
    EXPECT(ctl(UK_EPOLL_CTL_ADD, ep, UK_POLLIN, 1), -EINVAL);
    EXPECT(ctl(9, ends[0], UK_POLLIN, 1), -EINVAL);
    EXPECT(uk_sys_epoll_ctl(ep, UK_EPOLL_CTL_ADD, ends[1], 0), -EFAULT);
    EXPECT(uk_sys_epoll_ctl(ends[0], UK_EPOLL_CTL_DEL, ends[1], 0), -EINVAL);
    EXPECT(uk_sys_epoll_ctl(99, UK_EPOLL_CTL_DEL, ends[1], 0), -EBADF);
    EXPECT(uk_sys_epoll_wait(ep, events, 0, 0), -EINVAL);
    EXPECT(uk_sys_epoll_wait(ends[0], events, 1, 0), -EINVAL);
    EXPECT(uk_sys_epoll_wait(99, events, 1, 0), -EBADF);
    EXPECT(uk_sys_epoll_create(0), -EINVAL);
    EXPECT(uk_sys_epoll_create1(1), -EINVAL);
    EXPECT(uk_sys_read(ep, events, 1), -EINVAL);
    uk_sys_close(file);
}

static void closing(void)
{
    int copy = (int)uk_sys_dup(ends[0]);

    put();
    EXPECT(uk_sys_close(ends[0]), 0);
    EXPECT(wait(0), 1); /* the file is still open */
    EXPECT(uk_sys_close(copy), 0);
    EXPECT(wait(0), 0);
    EXPECT(ctl(UK_EPOLL_CTL_ADD, ends[1], UK_POLLIN, 5), 0);
    EXPECT(wait(0), 1);
    check(events[0].events == UK_POLLERR, "an error comes unasked");
    uk_sys_close(ends[1]);
    EXPECT(wait(0), 0);
}

static void nests(void)
{
    int outer = (int)uk_sys_epoll_create1(0), counter;
    int chain[5];
    struct uk_epoll_event event = {UK_POLLIN, 7};

    EXPECT(uk_sys_epoll_ctl(outer, UK_EPOLL_CTL_ADD, ep, &event), 0);
    EXPECT(ctl(UK_EPOLL_CTL_ADD, outer, UK_POLLIN, 1), -ELOOP);
    counter = (int)uk_sys_eventfd2(0, 0);
    EXPECT(ctl(UK_EPOLL_CTL_ADD, counter, UK_POLLIN, 3), 0);
    EXPECT(uk_sys_epoll_wait(outer, events, 8, 0), 0);
    uint64_t one = 1;
    uk_sys_write(counter, &one, 8);
    EXPECT(uk_sys_epoll_wait(outer, events, 8, -1), 1);
    check(events[0].data == 7, "an epoll that watches an epoll");
    EXPECT(wait(0), 1);
    uk_sys_close(counter);
    EXPECT(uk_sys_epoll_wait(outer, events, 8, 0), 0);
    uk_sys_close(outer);
    for (int i = 0; i < 5; i++)
        chain[i] = (int)uk_sys_epoll_create1(0);
    for (int i = 0; i < 4; i++)
        uk_sys_epoll_ctl(chain[i], UK_EPOLL_CTL_ADD, chain[i + 1], &event);
    EXPECT(uk_sys_epoll_ctl(chain[4], UK_EPOLL_CTL_ADD, ep, &event), -ELOOP);
    EXPECT(uk_sys_epoll_ctl(ep, UK_EPOLL_CTL_ADD, chain[0], &event), -ELOOP);
    for (int i = 0; i < 5; i++)
        uk_sys_close(chain[i]);
}

/* With a thousand descriptors waiting, an event takes no longer. */
static void thousand(void)
{
    uint64_t one = 1;
    int good = 1;

    for (int i = 0; i < MANY; i++) {
        many[i] = (int)uk_sys_eventfd2(0, 0);
        good &= ctl(UK_EPOLL_CTL_ADD, many[i], UK_POLLIN, (uint64_t)i) == 0;
    }
    check(good, "an epoll watches 1,000 descriptors");
    for (int i = 0; i < 100; i++) {
        int n = i * 37 % MANY;
        good &= uk_sys_write(many[n], &one, 8) == 8 && wait(-1) == 1 &&
                events[0].data == (uint64_t)n;
        good &= uk_sys_read(many[n], &one, 8) == 8;
    }
    check(good && wait(0) == 0, "and reports the one that is ready");
    for (int i = 0; i < MANY; i++)
        uk_sys_write(many[i], &one, 8);
    long seen = 0;
    for (int i = 0; i < MANY / 8; i++) {
        long n = wait(0);
        for (long e = 0; e < n; e++)
            seen += (long)events[e].data;
    }
    check(seen == (long)MANY * (MANY - 1) / 2,
          "ready ones take turns, none is hidden by others");
    for (int i = 0; i < MANY; i++)
        uk_sys_close(many[i]);
}

void test_epoll(void)
{
    ep = (int)uk_sys_epoll_create1(UK_O_CLOEXEC);
    EXPECT(uk_sys_pipe(ends), 0);
    level();
    edge();
    time_passes();
    errors();
    closing();
    nests();
    thousand();
    EXPECT(uk_sys_close(ep), 0);
}
