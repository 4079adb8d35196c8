/* SPDX-License-Identifier: BSD-3-Clause */
/* The gate laboratory: numbers that the test-only trusted base (lab.S, *.c)
 * and the compartments' code (compartments.S) agree on. Domains are numbered
 * as GateLabPlan.java lists them. */
#ifndef LAB_H
#define LAB_H

#include <flexos/layout.h>
#include <flexos/syscall.h>

#define LAB_C 0 /* calls D */
#define LAB_D 1 /* calls U or E */
#define LAB_U 2 /* the attacker */
#define LAB_E 3 /* calls D again, then U; computes in x87 registers */
#define LAB_L 4 /* shares a stack with M */
#define LAB_M 5
#define LAB_DOMAINS 6

#define LAB_WIN 0xbad /* exit status: the attacker's code ran */

/* Offsets in a domain's state block. */
#define ST_RESULT 0
#define ST_SECOND 8
#define ST_RESUMED 16
#define ST_ENTERED 24
#define ST_COMPLETED 32
#define ST_ATTACKED 40
#define ST_SCRATCH 48
#define ST_CANARY 64
#define ST_ORDER 128    /* U only: struct order */
#define ST_CAPTURE 1024 /* struct capture */
#define ST_SIZE 4096

/* What U loads before it jumps. */
#define ORDER_EAX 0
#define ORDER_ECX 8
#define ORDER_EDX 16
#define ORDER_FILL 24 /* every other register */
#define ORDER_RSP 32
#define ORDER_TARGET 40
#define ORDER_LIE 48 /* its own stack-pointer word, unless 0 */

/* Offsets in a capture: registers as they were at an instruction. */
#define CAP_RFLAGS 120
#define CAP_MXCSR 128
#define CAP_FCW 132
#define CAP_RSP 136
#define CAP_X87 256
#define CAP_X87_SIZE 108
#define CAP_YMM 512
#define CAP_WORDS 1024
#define CAP_WORD_COUNT 16

/* Register contents that say whose they are: upper half of the low word. */
#define PATTERN_C 0xc0de0000
#define PATTERN_D 0xdddd0000
#define PATTERN_WORD 0x5500 /* plus the index of the stack word */
#define MXCSR_C 0x5f80      /* round up */
#define MXCSR_D 0x7f80      /* round to zero */
#define MXCSR_DEFAULT 0x1f80
#define FCW_C 0x027f /* 53 bits */
#define FCW_D 0x0c7f
#define FCW_DEFAULT 0x037f

#define PIT_SIZE 8192 /* a stack full of return addresses to LAB_WIN */
#define PIT_MIDDLE 4096

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct lab_run {
    uint64_t rip, rsp, rdi, rsi, pkru;
};
enum { LAB_EXITED = 0x100 }; /* else: the vector of the trap */

/* How the last run ended. */
struct lab_end {
    uint64_t vector; /* or LAB_EXITED */
    uint64_t rip, status, error, address;
    uint32_t pkru;
};
extern struct lab_end lab_end;

/* Assembly. Runs in ring 3 until a trap or a system call; see lab_end. */
void lab_enter(const struct lab_run *run);
_Noreturn void lab_resume(void);

/* Machine. */
uint32_t lab_pkru(unsigned domain);
uint64_t lab_stack_top(unsigned domain);
uint64_t *lab_word(unsigned domain, unsigned offset);
/* Ring 0's view of a variable of the image. */
volatile uint64_t *lab_at(const void *variable, uint64_t offset);
/* State of all domains as at the beginning. */
void lab_reset(void);
void lab_run(unsigned domain, const void *function, uint64_t a, uint64_t b);

/* Console. */
void lab_put(const char *text);
void lab_put_number(uint64_t value);
void lab_put_hex(uint64_t value);
void lab_field(const char *name, uint64_t value);

/* Experiments. */
void lab_measure(void);
void lab_hygiene(void);
void lab_attacks(void);
void lab_sweep(unsigned level);
#endif
#endif
