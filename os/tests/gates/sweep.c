/* SPDX-License-Identifier: BSD-3-Clause */
/* The forged return, the forged caller, and the sweep: the attacker U, called
 * by D or E for C, jumps to every byte of all gates of a variant with every
 * combination of the registers, stacks and words below; each trial starts
 * afresh and ends in a trap, in U's win, or in C's exit. */
#include "lab.h"
#include <flexos/core.h>

extern const uint8_t c_main[], u_win[], lab_full_cd[], lab_full_rcd[];
extern const uint8_t lab_strict_cd[], lab_strict_rcd[];
extern uint8_t c_state[], d_state[], e_state[], u_state[], u_pit[], c_shared[];
extern const uint8_t bad_rights[] __asm__("__fxbad.rights");
extern const uint8_t bad_caller[] __asm__("__fxbad.caller");
extern const uint8_t bad_return[] __asm__("__fxbad.return");

#define CANARY_INTACT(state, domain)                                           \
    (*lab_at(state, ST_CANARY) == 0xca7a4900 + (uint64_t)(domain))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct order {
    uint64_t eax, ecx, edx, fill, rsp, target, lie;
};
_Static_assert(sizeof(struct order) == 56, "lab.h: ORDER_*");

struct tally {
    uint64_t trials, stopped, no_effect, forced, forged, escalated, canaries;
    uint64_t first_bad;
};

struct region {
    const char *name;
    const uint8_t *start, *end; /* its gates */
    const uint8_t *f, *r;       /* C's gates of the two scenarios */
};

static const struct region regions[] = {
    {"full", lab_full_cd, lab_strict_cd, lab_full_cd, lab_full_rcd},
    {"strict", lab_strict_cd, bad_rights, lab_strict_cd, lab_strict_rcd},
};

static void scenario(const uint8_t *gate, const struct order *order)
{
    const uint64_t *words = (const uint64_t *)(const void *)order;

    lab_reset();
    for (unsigned i = 0; i < sizeof(*order) / 8; i++)
        *lab_at(u_state, ST_ORDER + 8 * i) = words[i];
    lab_run(LAB_C, c_main, (uint64_t)gate, 0);
}

static void note(struct tally *t, uint64_t *kind, uint64_t target)
{
    (*kind)++;
    if (!t->first_bad)
        t->first_bad = target;
}

static void trial(struct tally *t, const uint8_t *gate,
                  const struct order *order)
{
    scenario(gate, order);
    uint64_t resumed = *lab_at(c_state, ST_RESUMED);
    uint64_t entered = *lab_at(d_state, ST_ENTERED);
    uint64_t completed = *lab_at(d_state, ST_COMPLETED);

    t->trials++;
    if (!CANARY_INTACT(c_state, LAB_C) || !CANARY_INTACT(d_state, LAB_D) ||
        !CANARY_INTACT(e_state, LAB_E))
        note(t, &t->canaries, order->target);
    if (lab_end.vector == LAB_EXITED && lab_end.status == LAB_WIN) {
        if (lab_end.pkru == lab_pkru(LAB_U))
            t->stopped++; /* it ran its own code with its own rights */
        else
            note(t, &t->escalated, order->target);
    } else if (resumed == 2 && entered == 2 && completed == 2) {
        t->no_effect++;
    } else if (resumed >= 2) {
        note(t, &t->forged, order->target); /* C went on before D was done */
    } else if (entered > 2) {
        t->forced++; /* D was entered by somebody who had not called */
    } else {
        t->stopped++;
    }
}

/* Where C's stack stands while U runs: an attacker may know it. */
static uint64_t outstanding(const uint8_t *gate)
{
    struct order order = {.target = (uint64_t)bad_rights};

    order.rsp = (uint64_t)u_pit + PIT_MIDDLE;
    scenario(gate, &order);
    return *lab_word(LAB_C, FLEXOS_WORD_SP);
}

struct space {
    uint64_t rights[9], fills[8], stacks[2];
    unsigned rights_count, fill_count;
};

static struct space space_of(const uint8_t *gate, unsigned level)
{
    struct space s = {
        .rights = {lab_pkru(LAB_C), lab_pkru(LAB_D), lab_pkru(LAB_U), 0,
                   lab_pkru(LAB_E), lab_pkru(LAB_C) & lab_pkru(LAB_D), 1, 7,
                   FLEXOS_WORDS_PUB(LAB_D)},
        .fills = {0x666, outstanding(gate), lab_stack_top(LAB_D) - 128,
                  (uint64_t)u_pit + PIT_MIDDLE, (uint64_t)c_shared + PIT_MIDDLE,
                  FLEXOS_WORDS_PUB(LAB_D), lab_pkru(LAB_C),
                  lab_stack_top(LAB_U) - 128},
        .stacks = {(uint64_t)u_pit + PIT_MIDDLE,
                   (uint64_t)c_shared + PIT_MIDDLE},
        .rights_count = 4,
        .fill_count = 2,
    };

    if (level >= 2) {
        s.rights_count = 6;
        s.fill_count = 3;
    }
    if (level >= 3) {
        s.rights_count = 9;
        s.fill_count = 8;
    }
    return s;
}

/* Every combination at one byte. */
static void sweep_byte(struct tally *t, const uint8_t *gate, uint64_t target,
                       const struct space *s)
{
    for (unsigned r = 0; r < s->rights_count; r++)
        for (unsigned f = 0; f < s->fill_count; f++)
            for (unsigned way = 0; way < 3; way++) {
                struct order order = {
                    .eax = s->rights[r],
                    .fill = s->fills[f],
                    .rsp = s->stacks[way == 1],
                    .target = target,
                    .lie = way == 2 ? lab_stack_top(LAB_D) - 128 : 0,
                };
                trial(t, gate, &order);
            }
    for (unsigned f = 0; f < s->fill_count; f++) {
        struct order order = {
            .eax = s->rights[0],
            .ecx = s->fills[f],
            .edx = s->fills[f],
            .fill = s->fills[f],
            .rsp = s->stacks[0],
            .target = target,
        };
        trial(t, gate, &order);
    }
}

static void sweep(const struct region *region, const char *scenario_name,
                  const uint8_t *gate, unsigned level)
{
    struct tally t = {0};
    struct space s = space_of(gate, level);

    for (const uint8_t *at = region->start; at < region->end; at++)
        sweep_byte(&t, gate, (uint64_t)at, &s);
    lab_put("sweep ");
    lab_put(region->name);
    lab_put(scenario_name);
    lab_field("trials", t.trials);
    lab_field("stopped", t.stopped);
    lab_field("no-effect", t.no_effect);
    lab_field("FORCED-ENTRY", t.forced);
    lab_field("FORGED-RETURN", t.forged);
    lab_field("ESCALATION", t.escalated);
    lab_field("CANARY", t.canaries);
    if (t.first_bad) {
        lab_put(" first=");
        lab_put_hex(t.first_bad);
    }
    lab_put("\n");
}

/* Honest runs first: without them a sweep in which nothing works passes. */
static void honest(const struct region *region, const char *name,
                   const uint8_t *gate)
{
    lab_reset();
    *lab_at(u_state, ST_ATTACKED) = 1; /* so it just returns */
    lab_run(LAB_C, c_main, (uint64_t)gate, 0);
    lab_put("check honest-");
    lab_put(region->name);
    lab_put(name);
    lab_put(lab_end.vector == LAB_EXITED && !lab_end.status &&
                    *lab_at(c_state, ST_RESUMED) == 2 &&
                    *lab_at(c_state, ST_RESULT) > 1000
                ? " ok\n"
                : " FAILED\n");
}

/* The n-th WRPKRU from start on. */
static uint64_t wrpkru_of(const uint8_t *start, unsigned n)
{
    for (const uint8_t *at = start;; at++)
        if (at[0] == 0x0f && at[1] == 0x01 && at[2] == 0xef && !n--)
            return (uint64_t)at;
}

static const char *stopped_at(void)
{
    if (lab_end.rip == (uint64_t)bad_rights)
        return "stopped by its rights";
    if (lab_end.rip == (uint64_t)bad_caller)
        return "stopped as a caller";
    if (lab_end.rip == (uint64_t)bad_return)
        return "stopped as a return";
    return "stopped elsewhere";
}

static void targeted(const struct region *region, const char *name,
                     unsigned wrpkru, uint64_t rights)
{
    struct order order = {
        .eax = rights,
        .fill = 0x666,
        .rsp = (uint64_t)u_pit + PIT_MIDDLE,
        .target = wrpkru_of(region->start, wrpkru),
    };

    scenario(region->f, &order);
    int succeeded =
        *lab_at(c_state, ST_RESUMED) >= 2 || *lab_at(d_state, ST_ENTERED) > 2;
    lab_put("attack ");
    lab_put(name);
    lab_put(region->name);
    lab_put(succeeded ? " SUCCEEDED\n" : " ");
    if (!succeeded) {
        lab_put(stopped_at());
        lab_put("\n");
    }
}

void lab_attacks(void)
{
    for (unsigned i = 0; i < COUNT(regions); i++) {
        honest(&regions[i], " once", regions[i].f);
        honest(&regions[i], " re-entrant", regions[i].r);
        targeted(&regions[i], "forged-caller ", 0, lab_pkru(LAB_D));
        targeted(&regions[i], "forged-return ", 1, lab_pkru(LAB_C));
    }
}

/* Level 1: a control run with a planted weakness; 2: short; 3: long. */
void lab_sweep(unsigned level)
{
    for (unsigned i = 0; i < COUNT(regions); i++) {
        sweep(&regions[i], " once", regions[i].f, level);
        if (level > 1)
            sweep(&regions[i], " re-entrant", regions[i].r, level);
    }
}
