/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UK_PRINT_H
#define UK_PRINT_H

#include <stdarg.h>
#include <stddef.h>

/* Writes bytes to the console. Returns how many, or a negative errno. */
long uk_console_write(const char *text, size_t bytes);

#define UK_PRINT_PART 256 /* bytes to a call of uk_console_write */

/* Formats %c %d %i %u %x %X %p %s %% with the flags '-' and '0', a width, a
 * precision for %s, and the lengths l, ll and z. Stores the bytes from `skip`
 * on, at most `room`, without an end; returns how many there are in all. */
size_t uk_format(char *out, size_t room, size_t skip, const char *format,
                 va_list arguments);

/* In line: what is printed is read with the rights of whoever prints it, and
 * only bytes cross to the console's compartment. A function there that took
 * formats from others would read its own memory for them. */
static inline int uk_vprintk(const char *format, va_list arguments)
{
    char part[UK_PRINT_PART];
    size_t done = 0, all;

    do {
        va_list again;

        va_copy(again, arguments);
        all = uk_format(part, sizeof(part), done, format, again);
        va_end(again);
        size_t n = all - done < sizeof(part) ? all - done : sizeof(part);
        uk_console_write(part, n);
        done += n;
    } while (done < all);
    return (int)all;
}

/* Formatted text on the console; returns its bytes. */
static inline __attribute__((format(printf, 1, 2))) int
uk_printk(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int written = uk_vprintk(format, arguments);
    va_end(arguments);
    return written;
}

#endif
