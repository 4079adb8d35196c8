/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads are numbers from 0 (the first one) to FLEXOS_THREADS_MAX - 1.
 * Nothing here takes a pointer to memory of the caller, so every function can
 * be called from any compartment. Below 0: negative errno. */
#ifndef UK_SCHED_H
#define UK_SCHED_H

#include <flexos/layout.h>
#include <stdint.h>

#define UK_FOREVER UINT64_MAX

/* A thread that runs function(argument) in the function's compartment, from
 * when somebody yields. Its number, or a negative errno; -EINVAL: function is
 * none whose address a library of the image takes. */
int uk_thread_create(void (*function)(void *), void *argument);
/* Ends the calling thread. The last one ends the guest with status 0. */
_Noreturn void uk_thread_exit(void);
/* Waits for the end of a thread. */
int uk_thread_join(int thread);
/* From what ring 0 says, without the scheduler: callers take it for an index
 * into tables of their own. */
static inline int uk_thread_self(void)
{
    uint64_t words;

    /* Ring 0 sets the GS base, and this word says what it is. */
    __asm__ volatile("movq %%gs:%c1, %0"
                     : "=r"(words)
                     : "i"(FLEXOS_WORDS_SELF));
    return (int)((words - FLEXOS_WORDS_BASE) / FLEXOS_WORDS_STRIDE);
}

/* Lets another thread run, if one can. */
void uk_sched_yield(void);
/* Not before so many nanoseconds have passed. */
void uk_sched_sleep(uint64_t nanoseconds);

/* What locks and queues of all kinds are made of. A channel is any number
 * that the parties agree on, an address for example. Threads switch only in
 * functions of this header, so there is no gap between the caller's test of
 * its condition and uk_wait. */

/* Waits for uk_wake on the channel; 0, or -ETIMEDOUT after so long, or -EINTR
 * after uk_interrupt. */
int uk_wait(uint64_t channel, uint64_t nanoseconds);
/* Wakes at most `count` threads, longest waiting first; returns how many. */
int uk_wake(uint64_t channel, int count);
/* Ends the waiting of a thread, if it waits; 1 if it did. Sleeping and joining
 * go on. */
int uk_interrupt(int thread);

#endif
