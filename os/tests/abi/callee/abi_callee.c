/* SPDX-License-Identifier: BSD-3-Clause */
/* Each function does just enough that a wrong, missing or shifted argument
 * changes its result. */
#include <abi_callee.h>
#include <stdarg.h>

static abi_callback kept;

int abi_none(void)
{
    return 77;
}

int abi_six(int a, int b, int c, int d, int e, int f)
{
    return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f;
}

long abi_nine(long a, long b, long c, long d, long e, long f, long g, long h,
              long i)
{
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 1000 * g + 100000 * h +
           10000000 * i;
}

double abi_doubles(double a, double b)
{
    return a * 4 + b;
}

float abi_floats(float a, int b, float c)
{
    return a + (float)b * 2 + c * 8;
}

double abi_many_doubles(double a, double b, double c, double d, double e,
                        double f, double g, double h, double i, double j)
{
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 +
           i * 1000 + j * 100000;
}

long double abi_long_double(long double a, int b)
{
    return a * b;
}

_Complex double abi_complex(_Complex double a)
{
    return a * 2.0 + 1.0;
}

struct abi_small abi_small(struct abi_small s, long add)
{
    struct abi_small r = {s.b + add, s.a - add};

    return r;
}

struct abi_vectors abi_vectors(struct abi_vectors v)
{
    struct abi_vectors r = {v.y, v.x * 2};

    return r;
}

struct abi_mixed abi_mixed(struct abi_mixed m)
{
    struct abi_mixed r = {m.a + 1, m.x / 2};

    return r;
}

long abi_take_large(struct abi_large l, long add)
{
    return l.words[0] + l.words[1] * 10 + l.words[4] * 100 + add;
}

struct abi_large abi_make_large(long first)
{
    struct abi_large r;

    for (int i = 0; i < 5; i++)
        r.words[i] = first + i;
    return r;
}

unsigned __int128 abi_wide(unsigned __int128 a)
{
    return a * 3;
}

int abi_narrow(signed char a, unsigned char b, short c, _Bool d)
{
    return a + b + c + d;
}

long abi_sum(int count, ...)
{
    va_list list;
    long sum = 0;

    va_start(list, count);
    for (int i = 0; i < count; i++)
        sum += va_arg(list, long);
    for (int i = 0; i < count; i++)
        sum += (long)(va_arg(list, double) * 100);
    va_end(list);
    return sum;
}

int abi_call_back(abi_callback f, int x)
{
    return f(x) + 1;
}

int abi_call_ops(const struct abi_ops *ops, int x)
{
    return ops->twice(x) + 100 * ops->thrice(x);
}

void abi_keep(abi_callback f)
{
    kept = f;
}

int abi_call_kept(int x)
{
    return kept(x);
}

static int hidden(int x)
{
    return x + 1000;
}

abi_callback abi_give_static(void)
{
    return hidden;
}

int abi_double_it(int x)
{
    return x * 2;
}

static int triple_it(int x)
{
    return x * 3;
}

abi_callback abi_address_of_double_it(void)
{
    return abi_double_it;
}

int abi_alias(int x) __attribute__((alias("abi_double_it")));

__attribute__((weak)) int abi_weak(int x)
{
    return x + 5;
}

int abi_tail(int x, abi_callback f)
{
    return f(x + 1);
}

int abi_ping(int depth, abi_callback pong)
{
    return depth == 0 ? 0 : pong(depth - 1) + 1;
}

void abi_fill(int *out, int value)
{
    *out = value;
}

long abi_add_all(const long *words, int count)
{
    long sum = 0;

    for (int i = 0; i < count; i++)
        sum += words[i];
    return sum;
}

const struct abi_ops abi_own_ops = {abi_double_it, triple_it, "callee"};
