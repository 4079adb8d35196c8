/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX threads. */
#define _GNU_SOURCE
#include "check.h"
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define WORKERS 8
#define ROUNDS 200
#define MANY 400

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t book = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static pthread_spinlock_t spin;
static pthread_key_t key;
static int counter, inside, most_inside, once_count, cleaned, destroyed;
static int queue[4], first, length, arrived;

static void in(void)
{
    if (++inside > most_inside)
        most_inside = inside;
}

static void *count(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&lock);
        in();
        int seen = counter;
        sched_yield();
        counter = seen + 1;
        inside--;
        pthread_mutex_unlock(&lock);
    }
    errno = (int)(long)argument;
    sched_yield();
    return (void *)(long)(errno * 2);
}

static void mutexes(void)
{
    pthread_t threads[WORKERS];
    long sum = 0;

    for (long i = 0; i < WORKERS; i++)
        check(!pthread_create(&threads[i], NULL, count, (void *)i),
              "pthread_create");
    for (int i = 0; i < WORKERS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        sum += (long)result;
    }
    check(counter == WORKERS * ROUNDS && most_inside == 1,
          "a mutex lets one in at a time");
    check(sum == WORKERS * (WORKERS - 1), "results, and an errno for each");
    pthread_mutexattr_t kind;
    pthread_mutex_t checked;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&checked, &kind);
    pthread_mutex_lock(&checked);
    check(pthread_mutex_lock(&checked) == EDEADLK, "EDEADLK");
    check(pthread_mutex_trylock(&lock) == 0 &&
              pthread_mutex_trylock(&lock) == EBUSY,
          "trylock");
    pthread_mutex_unlock(&lock);
    pthread_mutex_unlock(&checked);
}

static void *produce(void *unused)
{
    for (int i = 1; i <= ROUNDS; i++) {
        pthread_mutex_lock(&lock);
        while (length == 4)
            pthread_cond_wait(&changed, &lock);
        queue[(first + length++) % 4] = i;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

static void conditions(void)
{
    pthread_t thread;
    struct timespec limit;
    long sum = 0;

    pthread_create(&thread, NULL, produce, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&lock);
        while (!length)
            pthread_cond_wait(&changed, &lock);
        sum += queue[first];
        first = (first + 1) % 4;
        length--;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&lock);
    }
    pthread_join(thread, NULL);
    check(sum == ROUNDS * (ROUNDS + 1) / 2, "a queue with conditions");
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_nsec += 10000000;
    if (limit.tv_nsec >= 1000000000) {
        limit.tv_sec++;
        limit.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&lock);
    check(pthread_cond_timedwait(&changed, &lock, &limit) == ETIMEDOUT,
          "waiting with a limit ends");
    pthread_mutex_unlock(&lock);
}

static void *read_book(void *unused)
{
    pthread_rwlock_rdlock(&book);
    in();
    pthread_barrier_wait(&barrier);
    inside--;
    pthread_rwlock_unlock(&book);
    return unused;
}

static void readers(void)
{
    pthread_t threads[3];

    most_inside = 0;
    pthread_barrier_init(&barrier, NULL, 3);
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, read_book, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    check(most_inside == 3, "readers read together; a barrier");
    check(!pthread_rwlock_wrlock(&book) &&
              pthread_rwlock_tryrdlock(&book) == EBUSY,
          "a writer writes alone");
    pthread_rwlock_unlock(&book);
    pthread_barrier_destroy(&barrier);
}

static void happen_once(void)
{
    once_count++;
    sched_yield();
}

static void destroy(void *value)
{
    destroyed += (int)(long)value;
}

static void *use_key(void *value)
{
    pthread_once(&once, happen_once);
    pthread_setspecific(key, value);
    sched_yield();
    if (pthread_getspecific(key) != value)
        destroyed = -1000;
    pthread_spin_lock(&spin);
    sched_yield();
    pthread_spin_unlock(&spin);
    return NULL;
}

static void keys(void)
{
    pthread_t threads[3];

    pthread_key_create(&key, destroy);
    pthread_spin_init(&spin, 0);
    for (long i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, use_key, (void *)(i + 1));
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    check(once_count == 1, "pthread_once");
    check(destroyed == 6, "keys have values for each thread, and destructors");
}

static _Thread_local int own_number = 7;
static _Thread_local struct {
    char zeros[100];
    _Alignas(64) int aligned;
} own_space;

static void *use_own(void *value)
{
    long result = own_number == 7 && !own_space.zeros[50] &&
                  (unsigned long)&own_space % 64 == 0;

    own_number = (int)(long)value;
    own_space.zeros[50] = 1;
    sched_yield();
    return (void *)(result && own_number == (int)(long)value);
}

static void thread_locals(void)
{
    pthread_t threads[3];
    long good = 0;

    own_number = 99;
    for (long i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, use_own, (void *)i);
    for (int i = 0; i < 3; i++) {
        void *result;
        pthread_join(threads[i], &result);
        good += (long)result;
    }
    check(good == 3 && own_number == 99,
          "thread-local variables start as written, for each thread");
}

static void clean(void *value)
{
    cleaned += (int)(long)value;
}

static void *wait_for_ever(void *how)
{
    static sem_t never;

    pthread_cleanup_push(clean, (void *)1L);
    arrived++;
    if (how)
        for (;;)
            sleep(1000);
    sem_init(&never, 0, 0);
    sem_wait(&never);
    pthread_cleanup_pop(0);
    return NULL;
}

static void cancelling(void)
{
    pthread_t threads[2];
    void *result;

    for (long i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, wait_for_ever, (void *)i);
    while (arrived < 2)
        sched_yield();
    for (int i = 0; i < 2; i++) {
        check(!pthread_cancel(threads[i]) &&
                  !pthread_join(threads[i], &result) &&
                  result == PTHREAD_CANCELED,
              i ? "cancelled in sleep" : "cancelled in sem_wait");
    }
    check(cleaned == 2, "who is cancelled cleans up");
}

static void *nothing(void *unused)
{
    return unused;
}

static void many(void)
{
    pthread_attr_t attr;
    pthread_t thread;
    size_t size = 0;
    int made = 0;

    for (int i = 0; i < MANY; i++)
        if (!pthread_create(&thread, NULL, nothing, NULL))
            made += !pthread_join(thread, NULL);
    check(made == MANY, "threads can be made again and again");
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    check(!pthread_attr_setstacksize(&attr, 4 << 20) &&
              !pthread_attr_getstacksize(&attr, &size) && size > 0,
          "stack sizes can be asked for");
    made = 0;
    for (int i = 0; i < MANY; i++) {
        made += !pthread_create(&thread, &attr, nothing, NULL);
        sched_yield();
    }
    check(made == MANY, "detached threads free what they used");
}

static int c11(void *value)
{
    return *(int *)value + 1;
}

void test_threads(void)
{
    thrd_t thread;
    int value = 41, result = 0;

    mutexes();
    conditions();
    readers();
    keys();
    thread_locals();
    cancelling();
    many();
    check(thrd_create(&thread, c11, &value) == thrd_success &&
              thrd_join(thread, &result) == thrd_success && result == 42,
          "threads of C11");
}
