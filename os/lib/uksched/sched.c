/* SPDX-License-Identifier: BSD-3-Clause */
/* Ring 0 switches threads and keeps their registers; this library only says
 * to which one. Written over, it can starve threads, not read them. */
#include <errno.h>
#include <flexos/entries.h>
#include <flexos/events.h>
#include <flexos/syscall.h>
#include <uk/assert.h>
#include <uk/policy.h>
#include <uk/sched.h>

enum state { FREE, RUNNABLE, WAITING };

struct thread {
    enum state state;
    int result; /* of its uk_wait */
    uint64_t channel;
    uint64_t since;    /* order of waiting */
    uint64_t deadline; /* nanoseconds since boot */
    void (*function)(void *);
    void *argument;
};

static struct thread threads[FLEXOS_THREADS_MAX] = {{.state = RUNNABLE}};
static uint64_t waits;
static int thread_end = 1; /* numbers from here on were never in use */
/* No deadline is before it. */
static uint64_t nearest = UK_FOREVER;
/* Interrupts that have been dealt with. */
static uint64_t seen_total;
static uint64_t seen[FLEXOS_DEVICES_MAX];

/* Joining waits on a channel of its own for each thread; addresses of others
 * are below the top of user memory. */
static uint64_t join_channel(int thread)
{
    return FLEXOS_USER_TOP + (uint64_t)thread;
}

static uint64_t now(void)
{
    return flexos_clock(flexos_events());
}

static void make_runnable(int thread)
{
    threads[thread].state = RUNNABLE;
    uk_policy_ready(thread);
}

/* The waiting thread with the nearest deadline; -1: none has one. */
static int first_due(void)
{
    int first = -1;

    for (int t = 0; t < thread_end; t++)
        if (threads[t].state == WAITING && threads[t].deadline != UK_FOREVER &&
            (first < 0 || threads[t].deadline < threads[first].deadline))
            first = t;
    return first;
}

/* Wakes who has waited long enough, in order. */
static void expire(void)
{
    if (nearest == UK_FOREVER || now() < nearest)
        return;
    nearest = UK_FOREVER;
    for (int due = first_due(); due >= 0; due = first_due()) {
        if (threads[due].deadline > now()) {
            nearest = threads[due].deadline;
            return;
        }
        threads[due].result = -ETIMEDOUT;
        make_runnable(due);
    }
}

/* Wakes who waits for devices that have interrupted since the last time. */
static void take_interrupts(void)
{
    const volatile struct flexos_events *events = flexos_events();
    uint64_t total = events->total;

    if (total == seen_total)
        return;
    /* One that comes now changes the total again, and is found then. */
    seen_total = total;
    for (int d = 0; d < FLEXOS_DEVICES_MAX; d++) {
        uint64_t count = events->device[d];

        if (count != seen[d]) {
            seen[d] = count;
            uk_wake(FLEXOS_DEVICE_CHANNEL(d), FLEXOS_THREADS_MAX);
        }
    }
}

static int somebody_waits_for_a_device(void)
{
    for (int t = 0; t < thread_end; t++)
        if (threads[t].state == WAITING &&
            threads[t].channel - FLEXOS_DEVICE_CHANNEL(0) < FLEXOS_DEVICES_MAX)
            return 1;
    return 0;
}

/* The thread to run now; halts the processor until there is one. */
static int next_thread(void)
{
    for (;;) {
        take_interrupts();
        expire();
        int next = uk_policy_next();
        if (next >= 0)
            return next;
        if (nearest == UK_FOREVER && !somebody_waits_for_a_device())
            UK_CRASH("every thread waits for another one: deadlock");
        flexos_syscall(FLEXOS_SYS_IDLE, (long)nearest, (long)seen_total, 0);
    }
}

static void run_next(void)
{
    int next = next_thread();

    if (next != uk_thread_self())
        flexos_syscall(FLEXOS_SYS_THREAD_SWITCH, next, 0, 0);
}

/* Where every thread begins: in this compartment. */
static void start(void *unused)
{
    struct thread *self = &threads[uk_thread_self()];

    (void)unused;
    self->function(self->argument);
    uk_thread_exit();
}

int uk_thread_create(void (*function)(void *), void *argument)
{
    /* start() calls it with this compartment's rights. */
    if (!flexos_is_entry((uint64_t)function))
        return -EINVAL;
    long thread = flexos_syscall(FLEXOS_SYS_THREAD_CREATE, (long)start, 0, 0);

    if (thread < 0)
        return (int)thread;
    threads[thread] =
        (struct thread){.function = function, .argument = argument};
    if (thread >= thread_end)
        thread_end = (int)thread + 1;
    make_runnable((int)thread);
    return (int)thread;
}

void uk_thread_exit(void)
{
    int self = uk_thread_self();
    int others = 0;

    threads[self].state = FREE;
    uk_wake(join_channel(self), FLEXOS_THREADS_MAX);
    for (int t = 0; t < FLEXOS_THREADS_MAX; t++)
        others += threads[t].state != FREE;
    if (!others)
        flexos_syscall(FLEXOS_SYS_EXIT, 0, 0, 0);
    flexos_syscall(FLEXOS_SYS_THREAD_EXIT, self, next_thread(), 0);
    __builtin_trap(); /* not reached: the thread is gone */
}

int uk_thread_join(int thread)
{
    if (thread < 0 || thread >= FLEXOS_THREADS_MAX)
        return -ESRCH;
    if (thread == uk_thread_self())
        return -EDEADLK;
    while (threads[thread].state != FREE)
        uk_wait(join_channel(thread), UK_FOREVER);
    return 0;
}

void uk_sched_yield(void)
{
    make_runnable(uk_thread_self());
    run_next();
}

int uk_wait(uint64_t channel, uint64_t nanoseconds)
{
    struct thread *self = &threads[uk_thread_self()];

    self->state = WAITING;
    self->result = 0;
    self->channel = channel;
    self->since = waits++;
    self->deadline = UK_FOREVER;
    if (nanoseconds != UK_FOREVER &&
        __builtin_add_overflow(now(), nanoseconds, &self->deadline))
        self->deadline = UK_FOREVER;
    if (self->deadline < nearest)
        nearest = self->deadline;
    run_next();
    return self->result;
}

int uk_wake(uint64_t channel, int count)
{
    int woken = 0;

    while (woken < count) {
        int first = -1;
        for (int t = 0; t < thread_end; t++)
            if (threads[t].state == WAITING && threads[t].channel == channel &&
                (first < 0 || threads[t].since < threads[first].since))
                first = t;
        if (first < 0)
            break;
        make_runnable(first);
        woken++;
    }
    return woken;
}

int uk_interrupt(int thread)
{
    if (thread < 0 || thread >= FLEXOS_THREADS_MAX ||
        threads[thread].state != WAITING)
        return 0;
    threads[thread].result = -EINTR;
    make_runnable(thread);
    return 1;
}

void uk_sched_sleep(uint64_t nanoseconds)
{
    uint64_t end, time = now();

    if (__builtin_add_overflow(time, nanoseconds, &end))
        end = UK_FOREVER;
    for (; time < end; time = now()) /* a channel that nobody wakes */
        uk_wait(FLEXOS_USER_TOP + FLEXOS_THREADS_MAX, end - time);
}
