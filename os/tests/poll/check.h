/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <uk/linux.h>
#include <uk/sched.h>
#include <uk/sys_eventfd.h>
#include <uk/sys_files.h>
#include <uk/sys_pipe.h>
#include <uk/sys_poll.h>
#include <uk/sys_uio.h>
#include <uk/time.h>

#define MILLISECOND 1000000ULL

extern int failures;

void check(int passed, const char *what);
/* A result against what it must be, both printed when they differ. */
void expect(long result, long expected, const char *what);
#define EXPECT(call, expected) expect((call), (expected), #call)
/* A thread that runs once the caller waits. */
int start(void (*function)(void *), long argument);

void test_pipes(void);
void test_counters(void);
void test_epoll(void);
void test_poll(void);
void test_devices(void);
void test_timers(void);

#endif
