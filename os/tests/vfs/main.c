/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"
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

int same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

int main(void)
{
    test_paths();
    test_content();
    test_descriptors();
    test_errors();
    uk_printk(failures ? "vfs: %d failures\n" : "vfs: all passed\n", failures);
    return failures != 0;
}
