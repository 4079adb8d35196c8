/* SPDX-License-Identifier: BSD-3-Clause */
/* timerfd: once and again, from now and at a time, seen by read, poll, epoll. */
#include "check.h"
#include <uk/sys_timerfd.h>

#define SECOND 1000000000ULL
#define IN 1

static struct uk_timespec time_of(uint64_t n)
{
    return (struct uk_timespec){(int64_t)(n / SECOND), (int64_t)(n % SECOND)};
}

static long set(int fd, int flags, uint64_t value, uint64_t interval)
{
    struct uk_itimerspec wish = {time_of(interval), time_of(value)};

    return uk_sys_timerfd_settime(fd, flags, &wish, NULL);
}

static long expired(int fd)
{
    uint64_t times = 0;
    long n = uk_sys_read(fd, &times, sizeof(times));

    return n < 0 ? n : (long)times;
}

static void once(void)
{
    int fd = (int)uk_sys_timerfd_create(UK_TFD_MONOTONIC, 0);
    uint64_t start = uk_time_monotonic();
    struct uk_itimerspec left;

    EXPECT(set(fd, 0, 20 * MILLISECOND, 0), 0);
    EXPECT(uk_sys_timerfd_gettime(fd, &left), 0);
    check(left.it_value.tv_nsec > 0 &&
              left.it_value.tv_nsec <= (int64_t)(20 * MILLISECOND),
          "a timer says how much is left");
    EXPECT(expired(fd), 1);
    check(uk_time_monotonic() >= start + 20 * MILLISECOND, "it waited so long");
    EXPECT(uk_sys_timerfd_gettime(fd, &left), 0);
    EXPECT(left.it_value.tv_nsec, 0);
    uk_sys_close(fd);
}

static void again(void)
{
    int fd = (int)uk_sys_timerfd_create(UK_TFD_BOOTTIME, UK_O_NONBLOCK);
    struct uk_itimerspec off = {{0, 0}, {0, 0}}, old;

    EXPECT(expired(fd), -EAGAIN);
    EXPECT(set(fd, 0, MILLISECOND, 10 * MILLISECOND), 0);
    uk_sched_sleep(50 * MILLISECOND);
    check(expired(fd) >= 4, "a timer that goes on counts");
    uk_sched_sleep(30 * MILLISECOND);
    check(expired(fd) >= 2, "and goes on after that");
    EXPECT(uk_sys_timerfd_settime(fd, 0, &off, &old), 0);
    EXPECT(old.it_interval.tv_nsec, 10 * MILLISECOND);
    uk_sched_sleep(20 * MILLISECOND);
    expect(expired(fd), -EAGAIN, "a timer that is off");
    uk_sys_close(fd);
}

static void at_a_time(void)
{
    int clock[] = {UK_TFD_MONOTONIC, UK_TFD_REALTIME};

    for (int i = 0; i < 2; i++) {
        int fd = (int)uk_sys_timerfd_create(clock[i], 0);
        uint64_t start = uk_time_monotonic();
        uint64_t now = i ? uk_time_wall() : start;

        EXPECT(set(fd, UK_TFD_ABSTIME, now + 10 * MILLISECOND, 0), 0);
        EXPECT(expired(fd), 1);
        check(uk_time_monotonic() >= start + 10 * MILLISECOND, "at a time");
        EXPECT(set(fd, UK_TFD_ABSTIME, 1, 0), 0);
        expect(expired(fd), 1, "a time that is past");
        uk_sys_close(fd);
    }
}

static void waited_for(void)
{
    int fd = (int)uk_sys_timerfd_create(UK_TFD_MONOTONIC, 0);
    struct uk_pollfd polled = {.fd = fd, .events = IN};
    struct uk_epoll_event event = {.events = IN}, got;
    int epoll = (int)uk_sys_epoll_create1(0);

    EXPECT(uk_sys_poll(&polled, 1, 0), 0);
    EXPECT(set(fd, 0, 10 * MILLISECOND, 0), 0);
    EXPECT(uk_sys_poll(&polled, 1, 0), 0);
    EXPECT(uk_sys_poll(&polled, 1, -1), 1);
    EXPECT(polled.revents, IN);
    EXPECT(uk_sys_epoll_ctl(epoll, 1, fd, &event), 0);
    EXPECT(uk_sys_epoll_wait(epoll, &got, 1, 0), 1);
    EXPECT(expired(fd), 1);
    EXPECT(uk_sys_epoll_wait(epoll, &got, 1, 0), 0);
    EXPECT(set(fd, 0, 10 * MILLISECOND, 0), 0);
    EXPECT(uk_sys_epoll_wait(epoll, &got, 1, -1), 1);
    uk_sys_close(epoll);
    uk_sys_close(fd);
}

static void refused(void)
{
    int fd = (int)uk_sys_timerfd_create(UK_TFD_MONOTONIC, UK_O_NONBLOCK);
    struct uk_itimerspec wrong = {{0, 0}, {0, (int64_t)SECOND}};
    char small[7];

    EXPECT(uk_sys_timerfd_create(2, 0), -EINVAL);
    EXPECT(uk_sys_timerfd_create(UK_TFD_MONOTONIC, 1), -EINVAL);
    EXPECT(set(fd, 4, 1, 0), -EINVAL);
    EXPECT(set(999, 0, 1, 0), -EBADF);
    EXPECT(set(0, 0, 1, 0), -EINVAL);
    EXPECT(uk_sys_timerfd_settime(fd, 0, &wrong, NULL), -EINVAL);
    EXPECT(uk_sys_read(fd, small, sizeof(small)), -EINVAL);
    EXPECT(uk_sys_write(fd, small, sizeof(small)), -EINVAL);
    EXPECT(set(fd, 0, UINT64_MAX, UINT64_MAX), 0);
    uk_sched_sleep(MILLISECOND);
    expect(expired(fd), -EAGAIN, "a timer for ever");
    uk_sys_close(fd);
}

void test_timers(void)
{
    once();
    again();
    at_a_time();
    waited_for();
    refused();
}
