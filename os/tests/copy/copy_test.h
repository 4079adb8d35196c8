/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COPY_TEST_H
#define COPY_TEST_H

#include <copy_callee.h>
#include <copy_third.h>
#include <uk/print.h>

void check(int passed, const char *what);
int called_back(unsigned char *p, size_t n);
/* Status of main, if the attack comes back. */
int attack(const char *name);

#endif
