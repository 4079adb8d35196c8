/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COUNTS_CALLEE_H
#define COUNTS_CALLEE_H

#include <stddef.h>

long ct_twice(long n);

/* The bytes' sum. */
long ct_sum(const unsigned char *bytes, size_t n);

/* Calls f with 0, 1, …, n - 1. */
void ct_each(void (*f)(long), long n);

#endif
