/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks on gates: jumps to where nobody should, with registers of choice. */
#include <flexos/isolation.h>
#include <flexos/syscall.h>
#include <victim.h>

#include "internal.h"

#define PIT 8192

/* A stack on which every word is the address of win(), and what that is to
 * read with the rights that were won: in memory that is open with any. */
static uint64_t pit[PIT / 8] __attribute__((aligned(16), flexos_whitelist));
static unsigned long wanted __attribute__((flexos_whitelist));

static _Noreturn void win(void)
{
    attacker_leak(wanted);
    flexos_syscall(FLEXOS_SYS_EXIT, 0, 0, 0);
    __builtin_trap();
}

/* The stack pointer below the pit: what returns from there runs win(), with
 * the stack as after a call. */
static uint64_t dig(uint64_t code, unsigned popped)
{
    for (size_t i = 0; i < PIT / 8; i++)
        pit[i] = code;
    size_t middle = PIT / 16;

    return (uint64_t)&pit[middle + (popped % 2 ? 1 : 0)];
}

/* n: target, rax, secret that win() is after, words popped before the return,
 * win(). */
static _Noreturn void jump(const unsigned long *n)
{
    struct jump to = {
        .target = n[0],
        .rax = n[1],
        .rsp = dig(n[4], (unsigned)n[3]),
        .fill = VICTIM_FORGED,
    };

    wanted = n[2];
    attacker_jump(&to);
}

/* Takes all rights on the attacker's own way back from the victim: the frame
 * of a call that ended is still there, and its words are the attacker's.
 * n: second WRPKRU, secret, own stack-pointer word (offset; 0: there is none),
 * words of the frame below the return address, win(). */
static long own_return(const unsigned long *n)
{
    unsigned long target = n[0], secret = n[1], word = n[2], words = n[3];
    struct jump to = {.target = target, .rax = 0, .rsp = dig(n[4], 0)};

    wanted = secret;
    if (word) {
        uint64_t *frame;
        uint64_t self;

        victim_work(1);
        __asm__("movq %%gs:0, %0" : "=r"(self));
        frame = *(uint64_t **)(self + word);
        uint64_t *mine = (uint64_t *)dig(n[4], (unsigned)words);
        for (size_t i = 0; i < words; i++)
            mine[i] = frame[i];
        *(uint64_t **)(self + word) = mine;
    }
    attacker_jump(&to);
}

/* Returns to the application, with its own word at the victim's memory: the
 * next call into this compartment would start there. n: second WRPKRU, the
 * application's rights, the word's offset, the victim's memory. */
static _Noreturn void stack_word(const unsigned long *n)
{
    struct jump to = {.target = n[0], .rax = n[1], .rsp = dig(0, 0), .fill = 0};
    uint64_t self;

    __asm__("movq %%gs:0, %0" : "=r"(self));
    *(uint64_t *)(self + n[2]) = n[3];
    attacker_jump(&to);
}

static uint64_t mark[ATTACKER_MARK_WORDS];

/* Called by the victim, calls it back, and returns while that call and the
 * one that the victim makes in it are under way. */
static long skip_return(void)
{
    if (!attacker_mark(mark))
        victim_call_back();
    return 0;
}

/* What the victim calls when it is called back. */
void attacker_again(void)
{
    attacker_return_to(mark);
}

long attacker_on_gates(const char *name, const unsigned long *n)
{
    if (attacker_is(name, "jump") || attacker_is(name, "forged-return") ||
        attacker_is(name, "other-return") || attacker_is(name, "mixed-return"))
        jump(n);
    if (attacker_is(name, "pay"))
        ((long (*)(long))n[0])(VICTIM_FORGED);
    if (attacker_is(name, "own-return"))
        return own_return(n);
    if (attacker_is(name, "stack-word"))
        stack_word(n);
    if (attacker_is(name, "pivot"))
        return attacker_pivot(n[0], n[1]);
    if (attacker_is(name, "skip-return"))
        return skip_return();
    if (attacker_is(name, "fault-there"))
        attacker_fault(n[0]);
    if (attacker_is(name, "step"))
        attacker_step(n[0]);
    if (attacker_is(name, "never"))
        win();
    return ATTACKER_UNKNOWN;
}
