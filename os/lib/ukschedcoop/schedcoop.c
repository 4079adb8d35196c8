/* SPDX-License-Identifier: BSD-3-Clause */
#include <flexos/layout.h>
#include <uk/assert.h>
#include <uk/policy.h>

/* A thread is in the queue at most once, so it never overflows. */
static unsigned char queue[FLEXOS_THREADS_MAX];
static unsigned first, length;

void uk_policy_ready(int thread)
{
    UK_ASSERT(length < FLEXOS_THREADS_MAX);
    queue[(first + length++) % FLEXOS_THREADS_MAX] = (unsigned char)thread;
}

int uk_policy_next(void)
{
    if (!length)
        return -1;
    int thread = queue[first];
    first = (first + 1) % FLEXOS_THREADS_MAX;
    length--;
    return thread;
}
