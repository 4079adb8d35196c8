/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's system calls about time. All clocks that run while the program
 * does are the monotonic one: there is nobody else to give the processor to. */
#include <errno.h>
#include <flexos/layout.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/sched.h>
#include <uk/time.h>

#define NANOSECONDS 1000000000ULL
#define CLOCK_REALTIME 0
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_LAST 7 /* CLOCK_BOOTTIME */
#define TIMER_ABSTIME 1
/* A channel that nobody wakes: each thread's own. */
#define SLEEPER(thread) (FLEXOS_USER_TOP + 0x40000 + (uint64_t)(thread))
#define TICKS_PER_SECOND 100 /* sysconf(_SC_CLK_TCK) */

struct timespec {
    int64_t tv_sec, tv_nsec;
};
struct timeval {
    int64_t tv_sec, tv_usec;
};
struct timezone {
    int west, dst;
};
struct tms {
    int64_t user, system, children_user, children_system;
};

/* Linux numbers the processor clocks of a process or thread below 0. */
static int is_clock(int clock)
{
    return clock <= CLOCK_LAST;
}

static uint64_t now(int clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE
               ? uk_time_wall()
               : uk_time_monotonic();
}

static void give(struct timespec *out, uint64_t nanoseconds)
{
    out->tv_sec = (int64_t)(nanoseconds / NANOSECONDS);
    out->tv_nsec = (int64_t)(nanoseconds % NANOSECONDS);
}

long uk_sys_clock_gettime(int clock, struct timespec *out)
{
    if (!is_clock(clock))
        return -EINVAL;
    if (!out)
        return -EFAULT;
    give(out, now(clock));
    return 0;
}

long uk_sys_clock_getres(int clock, struct timespec *out)
{
    if (!is_clock(clock))
        return -EINVAL;
    if (out)
        give(out, 1);
    return 0;
}

long uk_sys_gettimeofday(struct timeval *out, struct timezone *zone)
{
    uint64_t wall = uk_time_wall();

    if (out) {
        out->tv_sec = (int64_t)(wall / NANOSECONDS);
        out->tv_usec = (int64_t)(wall % NANOSECONDS / 1000);
    }
    if (zone)
        *zone = (struct timezone){0};
    return 0;
}

long uk_sys_time(int64_t *out)
{
    int64_t seconds = (int64_t)(uk_time_wall() / NANOSECONDS);

    if (out)
        *out = seconds;
    return seconds;
}

long uk_sys_times(struct tms *out)
{
    int64_t ticks =
        (int64_t)(uk_time_monotonic() / (NANOSECONDS / TICKS_PER_SECOND));

    if (out)
        *out = (struct tms){.user = ticks};
    return ticks;
}

static int64_t sleep_until(uint64_t end)
{
    uint64_t time = uk_time_monotonic();

    while (time < end) {
        if (uk_wait(SLEEPER(uk_thread_self()), end - time) == -EINTR)
            return -EINTR;
        time = uk_time_monotonic();
    }
    return 0;
}

long uk_sys_clock_nanosleep(int clock, int flags, const struct timespec *wish,
                            struct timespec *rest)
{
    uint64_t start = uk_time_monotonic(), time, end;

    if (!wish)
        return -EFAULT;
    if (!is_clock(clock) || wish->tv_sec < 0 || wish->tv_nsec < 0 ||
        wish->tv_nsec >= (int64_t)NANOSECONDS)
        return -EINVAL;
    if (__builtin_mul_overflow((uint64_t)wish->tv_sec, NANOSECONDS, &time) ||
        __builtin_add_overflow(time, (uint64_t)wish->tv_nsec, &time))
        time = UK_FOREVER;
    if (flags & TIMER_ABSTIME)
        time = time > now(clock) ? time - now(clock) : 0;
    if (__builtin_add_overflow(start, time, &end))
        end = UK_FOREVER;
    if (!sleep_until(end))
        return 0;
    uint64_t stopped = uk_time_monotonic();
    if (rest && !(flags & TIMER_ABSTIME))
        give(rest, stopped < end ? end - stopped : 0);
    return -EINTR;
}

long uk_sys_nanosleep(const struct timespec *wish, struct timespec *rest)
{
    return uk_sys_clock_nanosleep(1, 0, wish, rest);
}
