/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls functions of the C library that run with their caller's rights, above
 * all those with arrays on their stacks: none may need the library's memory. */
#include <fenv.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Longer than what the library searches for with a word in a register. */
#define NEEDLE "needle in a"
#define HAYSTACK "a haystack, and a needle in a haystack"

static int failures;

static void check(int passed, const char *what)
{
    printf("%s %s\n", passed ? "ok  " : "FAIL", what);
    failures += !passed;
}

/* The compiler must not know what it could compute. */
static char *unknown(const char *text)
{
    static char copies[8][64];
    static unsigned next;
    char *copy = copies[next++ % 8];

    strlcpy(copy, text, sizeof(copies[0]));
    __asm__ volatile("" : "+r"(copy));
    return copy;
}

static double number(double value)
{
    __asm__ volatile("" : "+x"(value));
    return value;
}

static int close_to(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fabs(b);
}

static void search(void)
{
    char *hay = unknown(HAYSTACK);
    char *needle = unknown(NEEDLE);

    check(strstr(hay, needle) == hay + 18, "strstr");
    check(!strstr(needle, hay), "strstr that finds nothing");
    check(memmem(hay, strlen(hay), needle, strlen(needle)) == hay + 18,
          "memmem");
    check(memchr(hay, ',', 64) == hay + 10, "memchr");
}

static void sets(void)
{
    char *text = unknown("one, two");
    char *rest = NULL;
    char *word;

    check(strspn(text, unknown("eno")) == 3, "strspn");
    check(strcspn(text, unknown(" ,")) == 3, "strcspn");
    check(strpbrk(text, unknown("tw")) == text + 5, "strpbrk");
    word = strtok_r(text, unknown(", "), &rest);
    check(word && !strcmp(word, "one"), "strtok_r");
    word = strsep(&rest, unknown("w"));
    check(word && !strcmp(word, " t"), "strsep");
}

/* Far from 0 the remainder by pi needs tables and arrays. */
static void numbers(void)
{
    double half = number(0.5);

    check(close_to(sin(number(1e22)), -0.8522008497671888), "sin of 1e22");
    check(close_to(cos(number(1e22)), 0.5232147853951389), "cos of 1e22");
    check(close_to(tan(number(1e22)), -1.628778225606898), "tan of 1e22");
    check(close_to(pow(number(2), half), 1.4142135623730951), "pow");
    check(close_to(exp(half), 1.6487212707001282), "exp");
    check(close_to(tgamma(number(4.5)), 11.631728396567448), "tgamma");
    check(close_to(fma(half, half, half), 0.75), "fma");
    check(close_to(fmod(number(7.5), number(2)), 1.5), "fmod");
    check(lround(number(2.5)) == 3, "lround");
}

int main(void)
{
    search();
    sets();
    numbers();
    printf(failures ? "hardened: failed\n" : "hardened: all passed\n");
    return failures != 0;
}
