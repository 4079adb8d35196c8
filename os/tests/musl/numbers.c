/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers: text to number, mathematical functions, sorting, randomness. */
#include "check.h"
#include <errno.h>
#include <fenv.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void conversions(void)
{
    char *end;

    check(strtod("2.2250738585072011e-308", NULL) == 2.2250738585072011e-308,
          "strtod at the edge of denormal numbers");
    check(strtod("9007199254740993", NULL) == 9007199254740992.0 &&
              strtod("9007199254740993.0000000000001", NULL) ==
                  9007199254740994.0,
          "strtod rounds to even, and up when there is more");
    check(strtod("0x1.fffffffffffff8p1023", NULL) == HUGE_VAL,
          "strtod of too much is infinite");
    check(strtod("1e5x", &end) == 100000 && *end == 'x', "strtod ends");
    check(isnan(strtod("nan", NULL)) && isinf(strtod("-INFINITY", NULL)),
          "strtod of names");
    errno = 0;
    check(strtol("9223372036854775808", NULL, 10) == INT64_MAX &&
              errno == ERANGE,
          "strtol of too much");
    check(strtoul("zz", NULL, 36) == 1295 && strtol("-077", NULL, 0) == -63,
          "bases");
    check(strtoumax("18446744073709551615", NULL, 10) == UINTMAX_MAX,
          "strtoumax");
}

static int near(double a, double b)
{
    return fabs(a - b) <= 1e-15 * fabs(b);
}

static void functions(void)
{
    volatile double more = 1.1;

    check(sqrt(2) == 1.4142135623730951 && cbrt(27) == 3 && hypot(3, 4) == 5,
          "roots");
    check(near(sin(1e6), -0.34999350217129294) && near(exp(1), M_E) &&
              near(log(10), M_LN10) && near(atan2(1, -1), 3 * M_PI / 4),
          "sin of much, exp, log, atan2");
    check(near(pow(2, 0.5), M_SQRT2) && pow(-2, 3) == -8 && isnan(pow(-2, 0.5)),
          "pow");
    check(near(tgamma(5), 24) && near(erf(1), 0.8427007929497149), "gamma");
    check(floor(-1.5) == -2 && lround(2.5) == 3 && rint(2.5) == 2 &&
              trunc(-1.5) == -1,
          "rounding");
    check(fmod(5.5, 2) == 1.5 && remainder(5.5, 2) == -0.5 &&
              fma(3, 4, 5) == 17,
          "remainders");
    check(sqrtl(4.0L) == 2.0L &&
              fabs((double)(expl(1.0L) - 2.71828182845904523536L)) < 1e-17,
          "long doubles");
    check(!fesetround(FE_UPWARD) && fegetround() == FE_UPWARD &&
              nearbyint(more) == 2 && !fesetround(FE_TONEAREST),
          "the direction of rounding can be changed");
}

static int calls;

static int by_value(const void *a, const void *b)
{
    calls++;
    return (*(const int *)a > *(const int *)b) -
           (*(const int *)a < *(const int *)b);
}

static void sorting(void)
{
    static int numbers[1000];
    int sorted = 1, key = 500;

    for (int i = 0; i < 1000; i++)
        numbers[i] = i * 7919 % 1000;
    qsort(numbers, 1000, sizeof(int), by_value);
    for (int i = 0; i < 1000; i++)
        sorted &= numbers[i] == i;
    check(sorted && calls > 1000, "qsort calls back");
    int *found = bsearch(&key, numbers, 1000, sizeof(int), by_value);
    check(found == &numbers[500], "bsearch");
}

static void randomness(void)
{
    unsigned char a[32] = {0}, b[32] = {0};

    check(getrandom(a, sizeof(a), 0) == 32 && getrandom(b, sizeof(b), 0) == 32,
          "getrandom fills");
    check(memcmp(a, b, sizeof(a)) != 0, "getrandom does not repeat itself");
    srand(1);
    int first = rand();
    srand(1);
    check(first == rand(), "rand repeats itself");
}

void test_numbers(void)
{
    conversions();
    functions();
    sorting();
    randomness();
}
