/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads that start in this compartment while the scheduler is in another:
 * order, waiting, joining, sleeping, errno and stacks of their own. */
#include <flexos/layout.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/time.h>

#define WORKERS 16
#define ROUNDS 50
#define MANY 300
#define MILLISECOND 1000000ULL

static int failures;
static int turns[WORKERS];
static int in_order = 1, last = -1;
static int pinged, ponged, queue_length;
static void *stacks[WORKERS];

static void check(int passed, const char *what)
{
    uk_printk("%s %s\n", passed ? "ok  " : "FAIL", what);
    failures += !passed;
}

static int *thread_cell(void)
{
    uintptr_t self;

    __asm__("movq %%gs:0, %0" : "=r"(self));
    return (int *)(self + FLEXOS_WORDS_CELL + FLEXOS_CELL_ERRNO);
}

static void worker(void *argument)
{
    long number = (long)argument;
    volatile int mine = 0;

    stacks[number] = (void *)&mine;
    *thread_cell() = (int)number;
    for (int i = 0; i < ROUNDS; i++) {
        if (last >= 0 && last != (number + WORKERS - 1) % WORKERS)
            in_order = 0;
        last = (int)number;
        mine++;
        turns[number]++;
        uk_sched_yield();
    }
    if (mine != ROUNDS || *thread_cell() != (int)number)
        turns[number] = -1;
}

static void take_turns(void)
{
    int threads[WORKERS];
    int all = 1, apart = 1;

    for (long i = 0; i < WORKERS; i++)
        threads[i] = uk_thread_create(worker, (void *)i);
    for (int i = 0; i < WORKERS; i++)
        uk_thread_join(threads[i]);
    for (int i = 0; i < WORKERS; i++) {
        all &= turns[i] == ROUNDS;
        for (int j = 0; j < i; j++)
            apart &= stacks[i] != stacks[j];
    }
    check(all, "every thread had its turns, its variables and its errno");
    check(in_order, "first come, first served");
    check(apart, "every thread has a stack of its own");
}

static void ponger(void *unused)
{
    (void)unused;
    while (ponged < ROUNDS) {
        while (pinged == ponged)
            uk_wait((uint64_t)&pinged, UK_FOREVER);
        ponged++;
        uk_wake((uint64_t)&ponged, 1);
    }
}

static void ping_pong(void)
{
    int thread = uk_thread_create(ponger, NULL);

    while (pinged < ROUNDS) {
        pinged++;
        uk_wake((uint64_t)&pinged, 1);
        while (ponged < pinged)
            uk_wait((uint64_t)&ponged, UK_FOREVER);
    }
    uk_thread_join(thread);
    check(ponged == ROUNDS, "two threads woke each other");
}

static void sleeper(void *argument)
{
    uk_sched_sleep((uint64_t)argument * MILLISECOND);
    /* Wakes in order of the time, not of creation. */
    in_order &= queue_length++ == (int)((long)argument / 10) - 1;
}

static void sleep_sort(void)
{
    int threads[3];
    uint64_t start = uk_time_monotonic();

    in_order = 1;
    threads[0] = uk_thread_create(sleeper, (void *)30);
    threads[1] = uk_thread_create(sleeper, (void *)10);
    threads[2] = uk_thread_create(sleeper, (void *)20);
    for (int i = 0; i < 3; i++)
        uk_thread_join(threads[i]);
    uint64_t took = uk_time_monotonic() - start;
    check(in_order && queue_length == 3, "sleepers wake in order of time");
    check(took >= 30 * MILLISECOND, "no sleep ends early");
    check(uk_wait(1, 5 * MILLISECOND) < 0, "waiting with a limit ends");
}

static void nothing(void *unused)
{
    (void)unused;
}

static void many(void)
{
    int made = 0;

    for (int i = 0; i < MANY; i++) {
        int thread = uk_thread_create(nothing, NULL);
        made += thread >= 0;
        if (thread >= 0)
            uk_thread_join(thread);
    }
    check(made == MANY, "slots of ended threads are used again");
    int limit = 0;
    while (uk_thread_create(nothing, NULL) >= 0)
        limit++;
    check(limit == FLEXOS_THREADS_MAX - 1, "one thread too many is refused");
}

int main(void)
{
    take_turns();
    ping_pong();
    sleep_sort();
    many();
    uk_printk(failures ? "threads: %d failures\n" : "threads: all passed\n",
              failures);
    return failures != 0;
}
