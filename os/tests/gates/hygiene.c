/* SPDX-License-Identifier: BSD-3-Clause */
/* What crosses a gate, both ways: exactly the argument and result registers
 * and words of its shape, with control state as the ABI wants it. One line
 * "hygiene GATE residue-in=N residue-out=N lost=N wrong=N" each; all must be
 * 0. Light gates promise no hygiene: only what arrives is checked. */
#include "lab.h"

extern const uint8_t c_hygiene[], l_hygiene[], c_x87[], c_caller[];
extern const uint8_t d_caller[], u_caller[], lab_entry[], lab_full_three[];
extern const uint8_t lab_strict_three[];
extern uint8_t c_state[], d_state[], e_state[], l_state[], m_state[];
extern const uint8_t __fxbad_entry[] __asm__("__fxbad.entry");

enum {
    RAX,
    RBX,
    RCX,
    RDX,
    RSI,
    RBP,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15
};
#define GENERAL 15
#define YMM_WORDS 4

struct gate {
    const char *name;
    const uint8_t *entry;
    const uint8_t *function; /* c_hygiene or l_hygiene */
    unsigned caller;
    const uint8_t *caller_state, *callee_state;
    unsigned ints, vectors, words;
    int variadic, clean, x87;
    unsigned int_results, vector_results;
};

extern const uint8_t lab_full_probe[], lab_strict_probe[], lab_full_wide[];
extern const uint8_t lab_strict_wide[], lab_full_xprobe[];
extern const uint8_t lab_strict_xprobe[], lab_light_probe[];
extern const uint8_t lab_strict_pair[], lab_strict_many[], lab_strict_xwide[];
extern const uint8_t lab_light_even[];

#define C_TO_D c_hygiene, LAB_C, c_state, d_state
#define C_TO_E c_hygiene, LAB_C, c_state, e_state
#define L_TO_M l_hygiene, LAB_L, l_state, m_state

static const struct gate gates[] = {
    {"full", lab_full_probe, C_TO_D, 1, 0, 0, 0, 1, 0, 1, 0},
    {"strict", lab_strict_probe, C_TO_D, 1, 0, 0, 0, 1, 0, 1, 0},
    {"full-wide", lab_full_wide, C_TO_D, 6, 3, 9, 1, 1, 0, 0, 2},
    {"strict-wide", lab_strict_wide, C_TO_D, 6, 3, 9, 1, 1, 0, 0, 2},
    {"strict-many", lab_strict_many, C_TO_D, 2, 8, 16, 0, 1, 0, 1, 1},
    {"strict-pair", lab_strict_pair, C_TO_D, 4, 0, 5, 0, 1, 0, 2, 0},
    {"full-x87", lab_full_xprobe, C_TO_E, 3, 0, 0, 0, 1, 1, 1, 0},
    {"strict-x87", lab_strict_xprobe, C_TO_E, 3, 0, 0, 0, 1, 1, 1, 0},
    {"strict-x87-wide", lab_strict_xwide, C_TO_E, 6, 2, 2, 1, 1, 1, 1, 1},
    {"light", lab_light_probe, L_TO_M, 6, 8, 3, 1, 0, 0, 2, 2},
    {"light-even", lab_light_even, L_TO_M, 2, 0, 4, 0, 0, 0, 1, 0},
};

struct findings {
    unsigned in, out, lost, wrong;
};

static uint64_t captured(const uint8_t *state, unsigned offset)
{
    return *lab_at(state, ST_CAPTURE + offset);
}

static uint32_t captured32(const uint8_t *state, unsigned offset)
{
    return *(volatile uint32_t *)lab_at(state, ST_CAPTURE + offset);
}

/* Index of argument register n in a capture. */
static unsigned argument(unsigned n)
{
    static const unsigned order[] = {RDI, RSI, RDX, RCX, R8, R9};

    return order[n];
}

static int is_argument(const struct gate *g, unsigned r)
{
    for (unsigned n = 0; n < g->ints; n++)
        if (argument(n) == r)
            return 1;
    return 0;
}

static int carries(uint64_t value, uint64_t pattern)
{
    return (value & 0xffff0000) == (pattern & 0xffff0000);
}

/* Low halves of the first registers carry something; all else must be 0. */
static void check_vectors(const uint8_t *state, unsigned kept, uint64_t pattern,
                          unsigned *residue, unsigned *lost)
{
    for (unsigned r = 0; r < 16; r++)
        for (unsigned w = 0; w < YMM_WORDS; w++) {
            uint64_t value = captured(state, CAP_YMM + 32 * r + 8 * w);
            int expected = r < kept && w < 2;

            *residue += !expected && value;
            *lost += expected && !carries(value, pattern);
        }
}

static unsigned x87_residue(const uint8_t *state)
{
    volatile const uint8_t *saved =
        (volatile const uint8_t *)lab_at(state, ST_CAPTURE + CAP_X87);
    unsigned found = 0;

    for (unsigned i = 28; i < CAP_X87_SIZE; i++) /* after the environment */
        found += saved[i] != 0;
    return found;
}

static void check_callee(const struct gate *g, struct findings *f)
{
    const uint8_t *s = g->callee_state;

    for (unsigned n = 0; n < g->ints; n++)
        f->lost += !carries(captured(s, 8 * argument(n)), PATTERN_C);
    for (unsigned w = 0; w < g->words && w < CAP_WORD_COUNT; w++)
        f->lost += captured(s, CAP_WORDS + 8 * w) !=
                   (PATTERN_C | PATTERN_WORD) + (uint64_t)w;
    f->wrong += g->variadic && (captured(s, 8 * RAX) & 0xff) != g->vectors;
    f->wrong += (captured(s, CAP_RSP) & 15) != 8; /* after the call */
    if (!g->clean) {
        for (unsigned r = 0; r < g->vectors; r++)
            f->lost += !carries(captured(s, CAP_YMM + 32 * r), PATTERN_C);
        return;
    }
    for (unsigned r = 0; r < GENERAL; r++)
        f->in += !is_argument(g, r) && carries(captured(s, 8 * r), PATTERN_C);
    check_vectors(s, g->vectors, PATTERN_C, &f->in, &f->lost);
    f->in += g->x87 ? x87_residue(s) : 0;
    f->wrong += captured(s, CAP_RFLAGS) >> 10 & 1;
    f->wrong += captured32(s, CAP_MXCSR) != MXCSR_DEFAULT;
    f->wrong += g->x87 && (captured32(s, CAP_FCW) & 0xffff) != FCW_DEFAULT;
}

static int is_result(const struct gate *g, unsigned r)
{
    return (r == RAX && g->int_results > 0) || (r == RDX && g->int_results > 1);
}

static void check_caller(const struct gate *g, struct findings *f)
{
    /* And their numbers in FILL. */
    static const unsigned saved[] = {RBX, RBP, R12, R13, R14, R15};
    static const unsigned number[] = {2, 6, 12, 13, 14, 15};
    const uint8_t *s = g->caller_state;

    f->lost += g->int_results > 0 && !carries(captured(s, 8 * RAX), PATTERN_D);
    f->lost += g->int_results > 1 && !carries(captured(s, 8 * RDX), PATTERN_D);
    if (!g->clean)
        return;
    for (unsigned i = 0; i < 6; i++)
        f->lost += captured(s, 8 * saved[i]) != PATTERN_C + (uint64_t)number[i];
    for (unsigned r = 0; r < GENERAL; r++)
        f->out += !is_result(g, r) && carries(captured(s, 8 * r), PATTERN_D);
    check_vectors(s, g->vector_results, PATTERN_D, &f->out, &f->lost);
    f->out += g->x87 ? x87_residue(s) : 0;
    f->wrong += captured(s, CAP_RFLAGS) >> 10 & 1;
    f->wrong += captured32(s, CAP_MXCSR) != MXCSR_C;
    f->wrong += g->x87 && (captured32(s, CAP_FCW) & 0xffff) != FCW_C;
}

static void clear_capture(const uint8_t *state)
{
    for (unsigned at = ST_CAPTURE; at < ST_SIZE; at += 8)
        *lab_at(state, at) = 0;
}

static void check_gate(const struct gate *g)
{
    struct findings f = {0, 0, 0, 0};

    lab_reset();
    clear_capture(g->caller_state);
    clear_capture(g->callee_state);
    lab_run(g->caller, g->function, (uint64_t)g->entry, g->words);
    lab_put("hygiene ");
    lab_put(g->name);
    if (lab_end.vector != LAB_EXITED) {
        lab_put(" FAILED at ");
        lab_put_hex(lab_end.rip);
        lab_field("vector", lab_end.vector);
        lab_put("\n");
        return;
    }
    check_callee(g, &f);
    check_caller(g, &f);
    lab_field("residue-in", f.in);
    lab_field("residue-out", f.out);
    lab_field("lost", f.lost);
    lab_field("wrong", f.wrong);
    lab_put("\n");
}

static void check_value(const char *name, uint64_t value, uint64_t expected)
{
    lab_put("check ");
    lab_put(name);
    lab_put(lab_end.vector == LAB_EXITED && value == expected ? " ok\n"
                                                              : " FAILED\n");
}

void lab_hygiene(void)
{
    for (unsigned i = 0; i < sizeof(gates) / sizeof(gates[0]); i++)
        check_gate(&gates[i]);
    lab_reset();
    lab_run(LAB_C, c_x87, (uint64_t)lab_full_three, 0);
    check_value("full-long-double-result", *lab_at(c_state, ST_RESULT), 3);
    lab_reset();
    lab_run(LAB_C, c_x87, (uint64_t)lab_strict_three, 0);
    check_value("strict-long-double-result", *lab_at(c_state, ST_RESULT), 3);
    lab_reset();
    lab_run(LAB_C, c_caller, (uint64_t)lab_entry, 0);
    check_value("pointer-through-its-gate", lab_end.status, 42);
    lab_reset();
    lab_run(LAB_D, d_caller, (uint64_t)lab_entry, 0);
    check_value("pointer-in-its-domain", lab_end.status, 42);
    lab_reset();
    lab_run(LAB_U, u_caller, (uint64_t)lab_entry, 0);
    lab_put(lab_end.rip == (uint64_t)__fxbad_entry
                ? "check pointer-without-a-gate ok\n"
                : "check pointer-without-a-gate FAILED\n");
}
