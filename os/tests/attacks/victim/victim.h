/* SPDX-License-Identifier: BSD-3-Clause */
/* What the victim lets others do. It never tells the secret. */
#ifndef VICTIM_H
#define VICTIM_H

/* An amount that the honest application never orders. */
#define VICTIM_FORGED 666

#define VICTIM_PARTS 4

/* Half of it is padding. */
struct victim_part {
    unsigned long number;
} __attribute__((aligned(16)));

void victim_keep(unsigned long secret);
/* 1: the secret and what surrounds it are as they were kept. */
int victim_intact(unsigned long secret);
/* The application's alone: the attacker's library has no call of it. */
long victim_pay(long amount);
/* Works with the secret in its registers and on its stack, and returns. */
long victim_work(long number);
/* A byte of no meaning; the secret is in the same register. */
char victim_byte(void);
/* Copies with string instructions, computes with vectors. */
void victim_copy(void);
/* Has the secret in a heap block for a while. */
void victim_borrow(void);
/* Has the secret on the stack of a thread that ends. */
void victim_thread(void);
/* Allocates memory of its own: 1, or 0 when there is none left. */
int victim_allocates(void);
/* Calls the attacker, who may not return, and ends the thread if the number
 * is VICTIM_FORGED. Returns the number plus 1. */
long victim_delegate(long number);
/* Fills the numbers of VICTIM_PARTS parts: 0. Or, to `withhold`, writes the
 * secret all over them, and then refuses: -1. */
int victim_describe(struct victim_part *parts, int withhold);
/* The same with `count` parts; returns the count, or -1. */
int victim_list(struct victim_part *parts, unsigned count, int withhold);
/* Fills VICTIM_PARTS parts on its own stack, field by field, and gives away
 * copies of them, padding and all. */
void victim_snapshot(struct victim_part *parts);
/* For the attacker while it is called by victim_delegate: calls it again. */
void victim_call_back(void);
#endif
