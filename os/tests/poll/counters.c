/* SPDX-License-Identifier: BSD-3-Clause */
/* eventfd: adding, taking, semaphores, waiting for both. */
#include "check.h"

#define TAKERS 3

static int fd;
static int taken;

static long add(uint64_t value)
{
    return uk_sys_write(fd, &value, sizeof(value));
}

/* The value, or an error. */
static long take(void)
{
    uint64_t value = 0;
    long n = uk_sys_read(fd, &value, sizeof(value));

    return n < 0 ? n : (long)value;
}

static void take_one(void *unused)
{
    (void)unused;
    taken += take() == 1;
}

static void take_all(void *unused)
{
    (void)unused;
    uk_sched_sleep(5 * MILLISECOND);
    taken = (int)take();
}

static void counter(void)
{
    uint64_t value = 5;

    fd = (int)uk_sys_eventfd2(7, UK_O_NONBLOCK);
    EXPECT(take(), 7);
    EXPECT(take(), -EAGAIN);
    EXPECT(add(1), 8);
    EXPECT(add(2), 8);
    EXPECT(take(), 3);
    EXPECT(add(UINT64_MAX - 1), 8);
    EXPECT(add(1), -EAGAIN);
    EXPECT(add(UINT64_MAX), -EINVAL);
    EXPECT(uk_sys_write(fd, &value, 7), -EINVAL);
    EXPECT(uk_sys_read(fd, &value, 7), -EINVAL);
    uk_sys_close(fd);
}

static void semaphore(void)
{
    int threads[TAKERS];

    fd = (int)uk_sys_eventfd2(0, UK_EFD_SEMAPHORE);
    for (int i = 0; i < TAKERS; i++)
        threads[i] = start(take_one, 0);
    uk_sched_yield();
    EXPECT(add(2), 8);
    uk_sched_yield();
    expect(taken, 2, "a semaphore lets in as many as were added");
    EXPECT(add(1), 8);
    for (int i = 0; i < TAKERS; i++)
        uk_thread_join(threads[i]);
    expect(taken, 3, "and the others later");
    uk_sys_close(fd);
}

static void full(void)
{
    fd = (int)uk_sys_eventfd2(0, 0);
    EXPECT(add(UINT64_MAX - 1), 8);
    int thread = start(take_all, 0);
    EXPECT(add(9), 8); /* waits for the other thread */
    uk_thread_join(thread);
    EXPECT(take(), 9);
    uk_sys_close(fd);
}

void test_counters(void)
{
    counter();
    semaphore();
    full();
    EXPECT(uk_sys_eventfd2(0, 0x4000), -EINVAL);
}
