/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FUZZ_VICTIM_H
#define FUZZ_VICTIM_H

/* Puts the secret into a variable, a heap block and a stack. */
void fuzz_victim_keep(void);
/* Where they lie: 0, 1, 2; then a function. */
unsigned long fuzz_victim_place(unsigned which);
/* 1: nobody has changed it. */
int fuzz_victim_intact(void);

#endif
