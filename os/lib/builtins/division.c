/* SPDX-License-Identifier: BSD-3-Clause */
/* 128-bit division, which x86-64 has no instruction for: names and meaning
 * are those of the compiler runtime (GCC internals, "Integer library
 * routines"). */

typedef unsigned __int128 u128;
typedef __int128 s128;

/* Division by zero traps, as the 64-bit instruction does. */
static u128 divide(u128 n, u128 d, u128 *rest)
{
    u128 quotient = 0, r = 0;

    if (!(n >> 64) && !(d >> 64)) {
        unsigned long long q = (unsigned long long)n / (unsigned long long)d;
        *rest = (unsigned long long)n % (unsigned long long)d;
        return q;
    }
    if (!d)
        __builtin_trap();
    for (int bit = 127; bit >= 0; bit--) {
        int carry = (int)(r >> 127);
        r = r << 1 | (n >> bit & 1);
        if (carry || r >= d) {
            r -= d;
            quotient |= (u128)1 << bit;
        }
    }
    *rest = r;
    return quotient;
}

static u128 magnitude(s128 x)
{
    return x < 0 ? -(u128)x : (u128)x;
}

u128 __udivti3(u128 n, u128 d)
{
    u128 rest;

    return divide(n, d, &rest);
}

u128 __umodti3(u128 n, u128 d)
{
    u128 rest;

    divide(n, d, &rest);
    return rest;
}

s128 __divti3(s128 n, s128 d)
{
    u128 rest;
    u128 q = divide(magnitude(n), magnitude(d), &rest);

    return (s128)((n < 0) != (d < 0) ? -q : q);
}

/* The rest has the sign of n (C11 6.5.5). */
s128 __modti3(s128 n, s128 d)
{
    u128 rest;

    divide(magnitude(n), magnitude(d), &rest);
    return (s128)(n < 0 ? -rest : rest);
}
