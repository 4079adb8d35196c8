/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <uk/fs.h>
#include <uk/sys_files.h>
#include <uk/sys_uio.h>

extern int failures;

void check(int passed, const char *what);
/* A result against what it must be, both printed when they differ. */
void expect(long result, long expected, const char *what);
#define EXPECT(call, expected) expect((call), (expected), #call)

int same(const char *a, const char *b);

void test_paths(void);
void test_content(void);
void test_descriptors(void);
void test_errors(void);

#endif
