/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CHECK_H
#define CHECK_H

/* Prints "ok" or "FAIL" with what was tried, and counts. */
void check(int passed, const char *what);

void test_stdio(void);
void test_numbers(void);
void test_memory(void);
void test_threads(void);
void test_waiting(void);
void test_process(void);
void test_leaving(int times);

#endif
