/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"
#include <uk/assert.h>
#include <uk/print.h>

int failures;

void check(int passed, const char *what)
{
    uk_printk("%s %s\n", passed ? "ok  " : "FAIL", what);
    failures += !passed;
}

void expect(long result, long expected, const char *what)
{
    if (result == expected) {
        uk_printk("ok   %s = %ld\n", what, expected);
        return;
    }
    uk_printk("FAIL %s = %ld, must be %ld\n", what, result, expected);
    failures++;
}

int start(void (*function)(void *), long argument)
{
    int thread = uk_thread_create(function, (void *)argument);

    UK_ASSERT(thread >= 0);
    return thread;
}

int main(void)
{
    test_pipes();
    test_counters();
    test_epoll();
    test_poll();
    test_devices();
    test_timers();
    expect(uk_sys_dup(0), 3, "every descriptor was closed");
    uk_printk(failures ? "poll: %d failures\n" : "poll: all passed\n",
              failures);
    return failures != 0;
}
