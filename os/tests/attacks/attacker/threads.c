/* SPDX-License-Identifier: BSD-3-Clause */
/* A thread that ends while the victim, called on it, waits for the attacker;
 * the next thread, which gets its number, its stacks and its words, tries to
 * return to the victim in its place. */
#include <attacker.h>
#include <errno.h>
#include <uk/sched.h>
#include <victim.h>

#include "internal.h"

/* Bytes of a gate from where the callee returns to, up to its WRPKRU. */
#define WAY_BACK 32
/* The first thread's frames below it are deeper than the second one's go. */
#define ROOM 4096

static int is_called;
/* Where the victim's call of the attacker returns to, and where the
 * attacker's own stack word stood then. */
static uint64_t left_stack, left_word;
static const unsigned long *numbers;

static uint64_t *own_word(void)
{
    uint64_t self;

    __asm__("movq %%gs:0, %0" : "=r"(self));
    return (uint64_t *)(self + numbers[2]);
}

/* The victim's return address, two words above the gate's own. */
static __attribute__((noinline)) uint64_t where_victim_stands(void)
{
    volatile uint64_t here = 0;
    const volatile uint64_t *at = &here;

    while (numbers[0] - *at > WAY_BACK)
        at++;
    return (uint64_t)(at + 2);
}

static void end_thread(void)
{
    if (numbers[2])
        left_word = *own_word();
    else
        left_stack = where_victim_stands();
    uk_thread_exit();
}

static void call_victim(void *unused)
{
    volatile char room[ROOM] = {0};

    (void)unused;
    is_called = 1;
    victim_delegate(VICTIM_FORGED);
    (void)room[0];
}

static void return_to_victim(void *unused)
{
    struct jump to = {
        .target = numbers[0],
        .rax = numbers[1],
        .rsp = left_stack,
        .fill = 0,
    };

    (void)unused;
    if (numbers[2])
        *own_word() = left_word;
    attacker_jump(&to);
}

/* n: second WRPKRU of the victim's gate to the attacker, the victim's rights,
 * the attacker's own stack word (offset; 0: one stack for all). */
long attacker_on_threads(const char *name, const unsigned long *n)
{
    if (!attacker_is(name, "exit-inside"))
        return ATTACKER_UNKNOWN;
    if (is_called)
        end_thread();
    numbers = n;
    int first = uk_thread_create(call_victim, NULL);
    uk_thread_join(first);
    int second = uk_thread_create(return_to_victim, NULL);
    uk_thread_join(second);
    return first < 0 || first != second ? -EAGAIN : 0;
}
