/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
typedef unsigned long size_t;
void *malloc(size_t);

int verbosity = 1;
static int written;
static const char *last = "nothing";

int puts(const char *text)
{
    last = text;
    return written++;
}

int greet(const char *format, ...)
{
    va_list all;
    int sum = 0;

    va_start(all, format);
    for (; *format; format++)
        if (*format == '%')
            sum += va_arg(all, int);
    va_end(all);
    written += sum;
    return sum;
}

void sort(int *at, size_t n, int (*less)(const int *, const int *))
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && less(&at[j], &at[j - 1]) < 0; j--) {
            int kept = at[j];

            at[j] = at[j - 1];
            at[j - 1] = kept;
        }
}

/* A jump table: constants that point into code. */
void every_tick(void (*tick)(void))
{
    switch (written) {
    case 0: tick(); break;
    case 1: verbosity = 7; break;
    case 2: last = malloc(8); break;
    case 3: verbosity *= written; break;
    case 4: written = 9; break;
    case 5: verbosity ^= written; break;
    default: puts(last);
    }
}

double half(double x)
{
    return x / 2;
}

long double third(long double x)
{
    return x / 3;
}

void __stack_chk_fail(void)
{
    for (;;)
        ;
}
