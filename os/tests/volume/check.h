/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <uk/linux.h>
#include <uk/sched.h>
#include <uk/sys_files.h>

extern int failures;

void check(int passed, const char *what);
/* A result against what it must be, both printed when they differ. */
void expect(long result, long expected, const char *what);
#define EXPECT(call, expected) expect((call), (expected), #call)

void test_files(void);
void test_folders(void);
void test_threads(void);

#endif
