/* SPDX-License-Identifier: BSD-3-Clause */
/* Each waiting thread has a place here, with the word that it waits on, so
 * that it can be moved to another word without being woken; it sleeps on the
 * channel that is the place's address. */
#include <errno.h>
#include <flexos/layout.h>
#include <stddef.h>
#include <uk/futex.h>
#include <uk/sched.h>
#include <uk/time.h>

#define NANOSECONDS 1000000000ULL
#define ALL_BITS 0xffffffffU

struct time {
    int64_t seconds;
    int64_t nanoseconds;
};

struct place {
    volatile int *word; /* NULL: does not wait, or was woken */
    unsigned bits;
    uint64_t since; /* order of waiting */
};

static struct place places[FLEXOS_THREADS_MAX];
static uint64_t waits;

/* How long to wait; below 0: EINVAL. */
static int64_t time_left(const struct time *limit, int operation)
{
    int command = operation & ~(UK_FUTEX_PRIVATE | UK_FUTEX_CLOCK_REALTIME);

    if (limit->seconds < 0 || limit->nanoseconds < 0 ||
        limit->nanoseconds >= (int64_t)NANOSECONDS)
        return -EINVAL;
    if (limit->seconds > INT64_MAX / (int64_t)NANOSECONDS - 1)
        return INT64_MAX;
    int64_t time = limit->seconds * (int64_t)NANOSECONDS + limit->nanoseconds;
    if (command == UK_FUTEX_WAIT)
        return time;
    uint64_t now = operation & UK_FUTEX_CLOCK_REALTIME ? uk_time_wall()
                                                       : uk_time_monotonic();
    return time > (int64_t)now ? time - (int64_t)now : 0;
}

static long wait(volatile int *word, int operation, int value,
                 const struct time *limit, unsigned bits)
{
    struct place *place = &places[uk_thread_self()];
    uint64_t left = UK_FOREVER;

    if (!bits)
        return -EINVAL;
    if (limit) {
        int64_t time = time_left(limit, operation);
        if (time < 0)
            return time;
        left = (uint64_t)time;
    }
    if (*word != value)
        return -EAGAIN;
    *place = (struct place){word, bits, waits++};
    int error = uk_wait((uint64_t)place, left);
    int woken = !place->word;
    place->word = NULL;
    return woken ? 0 : error;
}

/* Who waits longest on the word with one of the bits, or NULL. */
static struct place *first(volatile int *word, unsigned bits)
{
    struct place *found = NULL;

    for (unsigned i = 0; i < FLEXOS_THREADS_MAX; i++)
        if (places[i].word == word && places[i].bits & bits &&
            (!found || places[i].since < found->since))
            found = &places[i];
    return found;
}

static long wake(volatile int *word, int count, unsigned bits)
{
    int woken = 0;

    if (!bits)
        return -EINVAL;
    for (struct place *p; woken < count && (p = first(word, bits)); woken++) {
        p->word = NULL;
        uk_wake((uint64_t)p, 1);
    }
    return woken;
}

static long requeue(volatile int *word, int count, long most,
                    volatile int *other)
{
    long done = wake(word, count, ALL_BITS);
    struct place *p;

    for (long i = 0; i < most && (p = first(word, ALL_BITS)); i++, done++)
        p->word = other;
    return done;
}

long uk_sys_futex(volatile int *word, int operation, int value,
                  const void *limit, volatile int *other, unsigned bits)
{
    if ((uint64_t)word % sizeof(*word))
        return -EINVAL;
    switch (operation & ~(UK_FUTEX_PRIVATE | UK_FUTEX_CLOCK_REALTIME)) {
    case UK_FUTEX_WAIT:
        return wait(word, operation, value, limit, ALL_BITS);
    case UK_FUTEX_WAIT_BITSET:
        return wait(word, operation, value, limit, bits);
    case UK_FUTEX_WAKE:
        return wake(word, value, ALL_BITS);
    case UK_FUTEX_WAKE_BITSET:
        return wake(word, value, bits);
    case UK_FUTEX_CMP_REQUEUE:
        if (*word != (int)bits)
            return -EAGAIN;
        return requeue(word, value, (long)limit, other);
    case UK_FUTEX_REQUEUE:
        return requeue(word, value, (long)limit, other);
    default:
        return -ENOSYS;
    }
}
