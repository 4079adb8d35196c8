/* SPDX-License-Identifier: BSD-3-Clause */
/* What the honest application offers to others. */
#ifndef ATTACKS_H
#define ATTACKS_H

#define ATTACK_NUMBERS 6

/* What the attacker is to do: shared with everybody. */
extern unsigned long attack_numbers[ATTACK_NUMBERS];
extern char attack_name[64];

/* Calls a function of whoever asks, as event loops do. */
void home_callback(void (*function)(void));
#endif
