/* SPDX-License-Identifier: BSD-3-Clause */
/* Ring 0 switches threads and keeps their registers; this library only says
 * to which one. Written over, it can starve threads, not read them. */
#include <errno.h>
#include <flexos/layout.h>
#include <flexos/syscall.h>
#include <uk/assert.h>
#include <uk/policy.h>
#include <uk/sched.h>

enum state { FREE, RUNNABLE, WAITING };

struct thread {
    enum state state;
    int timed_out;
    uint64_t channel;
    uint64_t since;    /* order of waiting */
    uint64_t deadline; /* nanoseconds since boot */
    void (*function)(void *);
    void *argument;
};

static struct thread threads[FLEXOS_THREADS_MAX] = {{.state = RUNNABLE}};
static uint64_t waits;

/* Joining waits on a channel of its own for each thread; addresses of others
 * are below the top of user memory. */
static uint64_t join_channel(int thread)
{
    return FLEXOS_USER_TOP + (uint64_t)thread;
}

static uint64_t now(void)
{
    return (uint64_t)flexos_syscall(FLEXOS_SYS_TIME_NS, 0, 0, 0);
}

int uk_thread_self(void)
{
    return (int)flexos_syscall(FLEXOS_SYS_THREAD_SELF, 0, 0, 0);
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

    for (int t = 0; t < FLEXOS_THREADS_MAX; t++)
        if (threads[t].state == WAITING && threads[t].deadline != UK_FOREVER &&
            (first < 0 || threads[t].deadline < threads[first].deadline))
            first = t;
    return first;
}

/* Wakes who has waited long enough, in order; returns the nearest deadline. */
static uint64_t expire(void)
{
    int due = first_due();

    if (due < 0)
        return UK_FOREVER;
    for (uint64_t time = now(); threads[due].deadline <= time;) {
        threads[due].timed_out = 1;
        make_runnable(due);
        due = first_due();
        if (due < 0)
            return UK_FOREVER;
    }
    return threads[due].deadline;
}

/* The thread to run now; halts the processor until there is one. */
static int next_thread(void)
{
    for (;;) {
        uint64_t nearest = expire();
        int next = uk_policy_next();
        if (next >= 0)
            return next;
        if (nearest == UK_FOREVER)
            UK_CRASH("every thread waits for another one: deadlock");
        flexos_syscall(FLEXOS_SYS_IDLE, (long)nearest, 0, 0);
    }
}

static void run_next(void)
{
    flexos_syscall(FLEXOS_SYS_THREAD_SWITCH, next_thread(), 0, 0);
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
    long thread =
        flexos_syscall(FLEXOS_SYS_THREAD_CREATE, (long)start, 0, 0);

    if (thread < 0)
        return (int)thread;
    threads[thread] =
        (struct thread){.function = function, .argument = argument};
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
    if (threads[thread].state != FREE)
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
    self->timed_out = 0;
    self->channel = channel;
    self->since = waits++;
    self->deadline = UK_FOREVER;
    if (nanoseconds != UK_FOREVER &&
        __builtin_add_overflow(now(), nanoseconds, &self->deadline))
        self->deadline = UK_FOREVER;
    run_next();
    return self->timed_out ? -ETIMEDOUT : 0;
}

int uk_wake(uint64_t channel, int count)
{
    int woken = 0;

    while (woken < count) {
        int first = -1;
        for (int t = 0; t < FLEXOS_THREADS_MAX; t++)
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

void uk_sched_sleep(uint64_t nanoseconds)
{
    /* A channel that nobody wakes. */
    uk_wait(FLEXOS_USER_TOP + FLEXOS_THREADS_MAX, nanoseconds);
}
