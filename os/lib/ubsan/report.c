/* SPDX-License-Identifier: BSD-3-Clause */
#include "report.h"

#include <flexos/syscall.h>

#define KIND_INTEGER 0
#define DIGITS 20

static void put(struct report *report, char c)
{
    if (report->used < sizeof(report->text))
        report->text[report->used++] = c;
}

void report_text(struct report *report, const char *text)
{
    while (*text)
        put(report, *text++);
}

static void number(struct report *report, uint64_t value, unsigned base)
{
    char digits[DIGITS];
    int n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (n)
        put(report, digits[--n]);
}

void report_hex(struct report *report, uint64_t value)
{
    report_text(report, "0x");
    number(report, value, 16);
}

void report_unsigned(struct report *report, uint64_t value)
{
    number(report, value, 10);
}

void report_value(struct report *report, const struct type *type,
                  uint64_t value)
{
    unsigned bits = 1u << (type->info >> 1);

    if (type->kind != KIND_INTEGER || bits > 64) {
        report_text(report, "a value of ");
        report_text(report, type->name);
        return;
    }
    if (bits < 64)
        value &= (1ULL << bits) - 1;
    if (type->info & 1 && value >> (bits - 1)) {
        put(report, '-');
        value = (bits < 64 ? 1ULL << bits : 0) - value;
    }
    number(report, value, 10);
}

void report_end(struct report *report, const struct source_location *where)
{
    report_text(report, " at ");
    report_text(report, where->file ? where->file : "an unknown place");
    if (where->line) {
        put(report, ':');
        number(report, where->line, 10);
        put(report, ':');
        number(report, where->column, 10);
    }
    flexos_syscall(FLEXOS_SYS_CRASH, (long)report->text, (long)report->used,
                   (long)report->caller);
    __builtin_trap();
}
