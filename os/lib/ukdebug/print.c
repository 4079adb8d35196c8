/* SPDX-License-Identifier: BSD-3-Clause */
/* Formatting runs with the rights of whoever prints (library.yaml: direct): a
 * pointer to what is not the caller's faults in the caller's compartment. */
#include <flexos/syscall.h>
#include <stdint.h>
#include <uk/print.h>

/* Keeps the bytes from `skip` on, as far as there is room; counts all. */
struct sink {
    char *bytes;
    size_t room, skip, written;
};

struct spec {
    int left, zero, upper;
    size_t width;
    size_t precision; /* SIZE_MAX: none */
};

long uk_console_write(const char *text, size_t bytes)
{
    return flexos_syscall(FLEXOS_SYS_CONSOLE_WRITE, (long)text, (long)bytes, 0);
}

static void put(struct sink *sink, char c)
{
    size_t at = sink->written++;

    if (at >= sink->skip && at - sink->skip < sink->room)
        sink->bytes[at - sink->skip] = c;
}

static void pad(struct sink *sink, char with, size_t have, size_t want)
{
    for (; have < want; have++)
        put(sink, with);
}

/* Zeros go between prefix and text, blanks around both. */
static void field(struct sink *sink, const struct spec *spec,
                  const char *prefix, const char *text, size_t length)
{
    size_t all = length;

    for (const char *p = prefix; *p; p++)
        all++;
    if (!spec->left && !spec->zero)
        pad(sink, ' ', all, spec->width);
    while (*prefix)
        put(sink, *prefix++);
    if (!spec->left && spec->zero)
        pad(sink, '0', all, spec->width);
    for (size_t i = 0; i < length; i++)
        put(sink, text[i]);
    if (spec->left)
        pad(sink, ' ', all, spec->width);
}

static void number(struct sink *sink, const struct spec *spec,
                   const char *prefix, uint64_t value, unsigned base)
{
    const char *digits = spec->upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[24];
    size_t at = sizeof(text);

    do
        text[--at] = digits[value % base];
    while (value /= base);
    field(sink, spec, prefix, text + at, sizeof(text) - at);
}

static void string(struct sink *sink, const struct spec *spec, const char *text)
{
    size_t length = 0;

    if (!text)
        text = "(null)";
    while (length < spec->precision && text[length])
        length++;
    field(sink, spec, "", text, length);
}

static size_t digits(const char **format)
{
    size_t value = 0;

    while (**format >= '0' && **format <= '9')
        value = value * 10 + (size_t)(*(*format)++ - '0');
    return value;
}

static struct spec read_spec(const char **format)
{
    struct spec spec = {.precision = SIZE_MAX};

    for (; **format == '-' || **format == '0'; (*format)++) {
        spec.left |= **format == '-';
        spec.zero |= **format == '0';
    }
    spec.width = digits(format);
    if (**format == '.') {
        (*format)++;
        spec.precision = digits(format);
    }
    return spec;
}

static int read_long(const char **format)
{
    int wide = 0;

    for (; **format == 'l' || **format == 'z'; (*format)++)
        wide = 1;
    return wide;
}

size_t uk_format(char *out, size_t room, size_t skip, const char *format,
                 va_list arguments)
{
    struct sink sink = {out, room, skip, 0};

    for (; *format; format++) {
        if (*format != '%') {
            put(&sink, *format);
            continue;
        }
        format++;
        struct spec spec = read_spec(&format);
        int wide = read_long(&format);
        switch (*format) {
        case 'd':
        case 'i': {
            int64_t v = wide ? va_arg(arguments, long) : va_arg(arguments, int);
            uint64_t magnitude = v < 0 ? -(uint64_t)v : (uint64_t)v;
            number(&sink, &spec, v < 0 ? "-" : "", magnitude, 10);
            break;
        }
        case 'X':
            spec.upper = 1;
            __attribute__((fallthrough));
        case 'x':
        case 'u': {
            uint64_t v = wide ? va_arg(arguments, unsigned long)
                              : va_arg(arguments, unsigned);
            number(&sink, &spec, "", v, *format == 'u' ? 10 : 16);
            break;
        }
        case 'p':
            number(&sink, &spec, "0x", (uint64_t)va_arg(arguments, void *), 16);
            break;
        case 's':
            string(&sink, &spec, va_arg(arguments, const char *));
            break;
        case 'c':
            put(&sink, (char)va_arg(arguments, int));
            break;
        case '%':
            put(&sink, '%');
            break;
        default: /* unknown: shown as it stands */
            put(&sink, '%');
            format--;
            break;
        }
    }
    return sink.written;
}
