/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers. What has run out is counted when somebody asks; a thread says it to
 * those who wait, and ends when no timer is armed. */
#include <errno.h>
#include <uk/file.h>
#include <uk/sched.h>
#include <uk/sys_timerfd.h>
#include <uk/time.h>

#define TIMERS_MAX 256
#define SECOND 1000000000ULL
/* Nobody hears of a timer more often. */
#define SHORTEST_WAIT 10000ULL /* nanoseconds */

struct timer {
    uint64_t next;     /* monotonic time, nanoseconds; 0: not armed */
    uint64_t interval; /* 0: once */
    uint64_t ticks;    /* not read yet */
    int file, clock;
    uint8_t is_used;
};

static struct timer timers[TIMERS_MAX];
static int thread_runs;

#define CHANNEL ((uint64_t)(uintptr_t)&thread_runs)

/* Numbers come from vfscore, which may be elsewhere: NULL, no such timer. */
static struct timer *timer_at(int number)
{
    return number >= 0 && number < TIMERS_MAX ? &timers[number] : NULL;
}

static void count(struct timer *t, uint64_t now)
{
    if (!t->next || now < t->next)
        return;
    if (!t->interval) {
        t->ticks++;
        t->next = 0;
        return;
    }
    uint64_t times = (now - t->next) / t->interval + 1;

    t->ticks += times;
    if (__builtin_mul_overflow(times, t->interval, &times) ||
        __builtin_add_overflow(t->next, times, &t->next))
        t->next = UK_FOREVER;
}

/* Says what has run out, and returns when the next timer does. */
static uint64_t say(uint64_t now)
{
    uint64_t next = UK_FOREVER;

    for (struct timer *t = timers; t < timers + TIMERS_MAX; t++) {
        uint64_t before = t->ticks;

        count(t, now);
        if (t->ticks != before)
            uk_vfs_event(t->file, UK_POLLIN | UK_POLLRDNORM);
        if (t->next && t->next < next)
            next = t->next;
    }
    return next;
}

static int is_any_armed(void)
{
    for (int n = 0; n < TIMERS_MAX; n++)
        if (timers[n].next)
            return 1;
    return 0;
}

static void run(void *unused)
{
    (void)unused;
    for (;;) {
        uint64_t now = uk_time_monotonic();
        uint64_t next = say(now), wait = next > now ? next - now : 0;

        if (!is_any_armed())
            break;
        if (next == UK_FOREVER)
            wait = UK_FOREVER;
        uk_wait(CHANNEL, wait < SHORTEST_WAIT ? SHORTEST_WAIT : wait);
    }
    thread_runs = 0;
}

static long read_timer(int object, void *buffer, size_t bytes)
{
    struct timer *t = timer_at(object);

    if (!t || !buffer)
        return t ? -EFAULT : -EBADF;
    if (bytes < sizeof(t->ticks))
        return -EINVAL;
    count(t, uk_time_monotonic());
    if (!t->ticks)
        return -EAGAIN;
    __builtin_memcpy(buffer, &t->ticks, sizeof(t->ticks));
    t->ticks = 0;
    return sizeof(t->ticks);
}

static unsigned poll_timer(int object)
{
    struct timer *t = timer_at(object);

    if (!t)
        return UK_POLLNVAL;
    count(t, uk_time_monotonic());
    return t->ticks ? UK_POLLIN | UK_POLLRDNORM : 0;
}

static void close_timer(int object)
{
    if (timer_at(object))
        *timer_at(object) = (struct timer){0};
    uk_wake(CHANNEL, 1);
}

static const struct uk_file_ops ops = {
    .read = read_timer,
    .poll = poll_timer,
    .close = close_timer,
};

long uk_sys_timerfd_create(int clock, int flags)
{
    int n = 0;

    if ((clock != UK_TFD_REALTIME && clock != UK_TFD_MONOTONIC &&
         clock != UK_TFD_BOOTTIME) ||
        flags & ~(UK_O_NONBLOCK | UK_O_CLOEXEC))
        return -EINVAL;
    while (n < TIMERS_MAX && timers[n].is_used)
        n++;
    if (n == TIMERS_MAX)
        return -ENFILE;
    int file = uk_vfs_file_new(&ops, n, UK_O_RDWR | (flags & UK_O_NONBLOCK));
    if (file < 0)
        return file;
    timers[n] = (struct timer){.file = file, .clock = clock, .is_used = 1};
    int fd = uk_vfs_file_install(file, flags);
    if (fd < 0)
        timers[n] = (struct timer){0};
    return fd;
}

/* Nanoseconds; later than can be told is for ever. */
static uint64_t nanoseconds(const struct uk_timespec *time)
{
    uint64_t n;

    if (__builtin_mul_overflow((uint64_t)time->tv_sec, SECOND, &n) ||
        __builtin_add_overflow(n, (uint64_t)time->tv_nsec, &n))
        return UK_FOREVER;
    return n;
}

static int is_time(const struct uk_timespec *time)
{
    return time->tv_sec >= 0 && time->tv_nsec >= 0 &&
           time->tv_nsec < (int64_t)SECOND;
}

static struct uk_timespec as_time(uint64_t n)
{
    return (struct uk_timespec){(int64_t)(n / SECOND), (int64_t)(n % SECOND)};
}

static void give(struct timer *t, uint64_t now, struct uk_itimerspec *out)
{
    count(t, now);
    out->it_interval = as_time(t->interval);
    out->it_value = as_time(t->next ? t->next - now : 0);
}

/* When a timer runs out, in monotonic time; what is past is now. */
static uint64_t expiry(const struct timer *t, int is_absolute, uint64_t value,
                       uint64_t now)
{
    uint64_t past = !is_absolute                  ? 0
                    : t->clock == UK_TFD_REALTIME ? uk_time_wall()
                                                  : now;
    uint64_t left = value > past ? value - past : 0, at;

    return __builtin_add_overflow(now, left, &at) ? UK_FOREVER : at;
}

long uk_sys_timerfd_settime(int fd, int flags, const struct uk_itimerspec *wish,
                            struct uk_itimerspec *old)
{
    int n = !wish ? -EFAULT
            : flags & ~(UK_TFD_ABSTIME | UK_TFD_CANCEL_ON_SET) ||
                    !is_time(&wish->it_value) || !is_time(&wish->it_interval)
                ? -EINVAL
                : uk_vfs_file_object(fd, &ops);
    uint64_t now = uk_time_monotonic();

    if (n < 0)
        return n;
    struct timer *t = timer_at(n);
    if (!t)
        return -EBADF;
    uint64_t value = nanoseconds(&wish->it_value);
    if (value && !thread_runs) {
        int thread = uk_thread_create(run, NULL);

        if (thread < 0)
            return thread;
        thread_runs = 1;
    }
    if (old)
        give(t, now, old);
    t->ticks = 0;
    t->interval = nanoseconds(&wish->it_interval);
    t->next = value ? expiry(t, flags & UK_TFD_ABSTIME, value, now) : 0;
    uk_wake(CHANNEL, 1);
    return 0;
}

long uk_sys_timerfd_gettime(int fd, struct uk_itimerspec *out)
{
    int n = uk_vfs_file_object(fd, &ops);

    if (n < 0)
        return n;
    if (!timer_at(n) || !out)
        return out ? -EBADF : -EFAULT;
    give(timer_at(n), uk_time_monotonic(), out);
    return 0;
}
