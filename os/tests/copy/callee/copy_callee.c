/* SPDX-License-Identifier: BSD-3-Clause */
#include <copy_callee.h>
#include <copy_third.h>
#include <stdarg.h>
#include <uk/print.h>
#include <uk/sched.h>

#define FILLING 0xab
#define OWN_BYTES 300

static volatile uint64_t secret[8] = {0x5ec7e7, 0x5ec7e7};
static unsigned char *volatile kept;

static long sum(const unsigned char *p, size_t n)
{
    long total = 0;

    for (size_t i = 0; i < n; i++)
        total += p[i];
    return total;
}

long cc_sum(const unsigned char *p, size_t n)
{
    return p ? sum(p, n) : -1;
}

int cc_sum_int(const unsigned char *p, int n)
{
    return sum(p, (size_t)(unsigned)n) < 0 ? -1 : n;
}

static void fill(unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = FILLING;
}

long cc_fill(unsigned char *p, size_t n, long claim)
{
    fill(p, n);
    return claim ? claim : (long)n;
}

int cc_fill_unbounded(unsigned char *p, size_t n)
{
    fill(p, n);
    return 0;
}

void cc_increment(unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i]++;
}

long cc_length(const char *text)
{
    long n = 0;

    if (!text)
        return -1;
    while (text[n])
        n++;
    return n;
}

long cc_text(const char *text)
{
    return cc_length(text);
}

int cc_status(struct cc_status *out, int fail)
{
    out->a = 1;
    out->c = 3;
    return fail ? -1 : 0;
}

int cc_elements(struct cc_element *out, int count, int claim)
{
    for (int i = 0; i < count; i++)
        out[i] = (struct cc_element){(uint32_t)i, (uint32_t)(i * i)};
    return claim;
}

long cc_product(const unsigned char *p, size_t n, uint32_t m)
{
    return sum(p, n * m);
}

void cc_move(unsigned char *to, const unsigned char *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = from[i];
}

uint64_t cc_where(const void *p, size_t n)
{
    (void)n;
    return (uint64_t)p;
}

void cc_keep(unsigned char *p, size_t n)
{
    (void)n;
    kept = p;
}

long cc_kept(size_t at)
{
    return kept[at];
}

long cc_nested(const unsigned char *p, size_t n, unsigned char *out)
{
    unsigned char mine[OWN_BYTES];

    fill(mine, sizeof(mine));
    ct_copy(out, p, n / 2);
    ct_copy(out + n / 2, mine, n - n / 2);
    return ct_sum(p, n) + ct_sum(mine, sizeof(mine));
}

long cc_deep(unsigned char *p, size_t n, int depth)
{
    cc_increment(p, n);
    return depth ? 1 + ct_deep(p, n, depth - 1) : 0;
}

long cc_wide(long a, long b, long c, long d, size_t n, const unsigned char *p,
             long seventh, long eighth)
{
    return a + 2 * b + 3 * c + 4 * d + sum(p, n) + 5 * seventh + 6 * eighth;
}

double cc_mean(const double *p, size_t n)
{
    double total = 0;

    for (size_t i = 0; i < n; i++)
        total += p[i];
    return total / (double)n;
}

struct cc_pair cc_pair(const struct cc_pair *p)
{
    return (struct cc_pair){p->high, p->low};
}

int cc_format(char *out, size_t n, const char *format, ...)
{
    va_list arguments;
    size_t at = 0;

    va_start(arguments, format);
    for (; *format && at + 1 < n; format++)
        out[at++] =
            *format == '#' ? (char)('0' + va_arg(arguments, int)) : *format;
    va_end(arguments);
    out[at] = 0;
    return (int)at;
}

long cc_call(int (*f)(unsigned char *p, size_t n), size_t n)
{
    unsigned char mine[OWN_BYTES];

    fill(mine, sizeof(mine));
    return f(mine, n) + sum(mine, n);
}

long cc_twice(const unsigned char *p, size_t n, void (*f)(void))
{
    long before = sum(p, n);

    f();
    if (sum(p, n) != before)
        uk_printk("early-end: the buffer has changed\n");
    return before - sum(p, n);
}

long cc_fill_and_fail(unsigned char *p, size_t n)
{
    fill(p, n);
    return -1;
}

long cc_slow_sum(const unsigned char *p, size_t n)
{
    long total = 0;

    for (size_t i = 0; i < n; i++) {
        uk_sched_yield();
        total += ((const volatile unsigned char *)p)[i];
    }
    return total;
}

static long op_read(int file, void *buffer, size_t bytes)
{
    fill(buffer, bytes);
    return (long)bytes - file;
}

static long op_write(int file, const void *buffer, size_t bytes)
{
    return file + sum(buffer, bytes);
}

static const struct cc_ops ops = {op_read, op_write};

const struct cc_ops *cc_operations(void)
{
    return &ops;
}

uint64_t cc_secret_address(void)
{
    return (uint64_t)secret;
}

long cc_secret_is_intact(void)
{
    return secret[0] == 0x5ec7e7 && secret[1] == 0x5ec7e7;
}
