/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FUZZ_THIRD_H
#define FUZZ_THIRD_H

void fuzz_third_keep(void);
unsigned long fuzz_third_place(void);
int fuzz_third_intact(void);

/* Uses a service as an honest program does: 0, or a negative errno; 1: it
 * gave something else than was put in. */
long fuzz_third_file(void);
long fuzz_third_pipe(void);
long fuzz_third_tcp(void);

#endif
