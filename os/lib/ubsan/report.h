/* SPDX-License-Identifier: BSD-3-Clause */
/* A sentence under construction: on the stack of whoever is reported on. */
#ifndef UBSAN_REPORT_H
#define UBSAN_REPORT_H

#include <stddef.h>
#include <stdint.h>

#define REPORT_BYTES 448 /* below the trusted base's limit for a message */

/* What clang writes beside each check (LLVM 20, ubsan_value.h). */
struct source_location {
    const char *file;
    uint32_t line, column;
};

struct type {
    uint16_t kind; /* 0: integer, 1: floating point, 0xffff: others */
    uint16_t info; /* integers: bit 0 signed, above it log2 of the width */
    char name[];   /* quoted */
};

struct report {
    const void *caller; /* behind the call of the handler */
    char text[REPORT_BYTES];
    size_t used;
};

void report_text(struct report *report, const char *text);
void report_hex(struct report *report, uint64_t value);
void report_unsigned(struct report *report, uint64_t value);
/* A value as clang hands it over: itself if it fits 64 bits, else a pointer. */
void report_value(struct report *report, const struct type *type,
                  uint64_t value);
/* Adds where, and ends the guest. */
_Noreturn void report_end(struct report *report,
                          const struct source_location *where);

#endif
