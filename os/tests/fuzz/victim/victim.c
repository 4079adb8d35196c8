/* SPDX-License-Identifier: BSD-3-Clause */
#include <fuzz_victim.h>
#include <secret.h>
#include <stddef.h>
#include <uk/sched.h>

void *malloc(size_t size);

#define VICTIM 1

static volatile uint64_t variable[SECRET_WORDS];
static volatile uint64_t *block, *stack;

/* Keeps the secret on the stack of a thread that never ends. */
static void hold(void *unused)
{
    volatile uint64_t words[SECRET_WORDS];

    (void)unused;
    secret_put(words, VICTIM);
    stack = words;
    for (;;)
        uk_wait((uint64_t)&stack, UK_FOREVER);
}

void fuzz_victim_keep(void)
{
    secret_put(variable, VICTIM);
    block = malloc(sizeof(variable));
    if (block)
        secret_put(block, VICTIM);
    uk_thread_create(hold, NULL);
    while (!stack)
        uk_sched_yield();
}

unsigned long fuzz_victim_place(unsigned which)
{
    switch (which) {
    case 0:
        return (unsigned long)variable;
    case 1:
        return (unsigned long)block;
    case 2:
        return (unsigned long)stack;
    default:
        return (unsigned long)hold;
    }
}

int fuzz_victim_intact(void)
{
    return secret_is(variable, VICTIM) && block && secret_is(block, VICTIM) &&
           secret_is(stack, VICTIM);
}
