/* SPDX-License-Identifier: BSD-3-Clause */
/* The attacker: as far as the suite goes, code that an intruder controls. Who
 * knows the image knows its addresses, so the test passes them as numbers.
 *
 * What it prints: LEAKED and the secret in hexadecimal, or SUCCEEDED and what
 * it did. What it returns: 0 nothing came of it, or a negative errno. */
#ifndef ATTACKER_H
#define ATTACKER_H

long attacker_run(void);
/* Assembly: takes down all registers as they arrive. */
void attacker_entry(void);
/* Jumps back to where the attacker was called before: never returns. */
void attacker_again(void);
#endif
