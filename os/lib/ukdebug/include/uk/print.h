/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UK_PRINT_H
#define UK_PRINT_H

#include <stdarg.h>
#include <stddef.h>

/* Writes bytes to the console. Returns how many, or a negative errno. */
long uk_console_write(const char *text, size_t bytes);

/* Formatted text on the console: %c %d %i %u %x %X %p %s %% with the flags
 * '-' and '0', a width, a precision for %s, and the lengths l, ll and z.
 * Returns the number of bytes written. */
int uk_printk(const char *format, ...) __attribute__((format(printf, 1, 2)));
int uk_vprintk(const char *format, va_list arguments);

#endif
