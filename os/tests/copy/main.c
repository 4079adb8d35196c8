/* SPDX-License-Identifier: BSD-3-Clause */
/* What crosses honestly, in every kind, size and nesting. With an argument,
 * one attack of attacks.c instead. */
#include "copy_test.h"

#define LARGE 300000

void *malloc(size_t bytes);
void free(void *block);

static int failures;
static int copied; /* stacks are private: what bounds copies can be seen */

void check(int passed, const char *what)
{
    uk_printk("%s %s\n", passed ? "ok  " : "FAIL", what);
    failures += !passed;
}

/* Only copies are bounded: shared memory is the callee's as well. */
static void check_copy(int passed, const char *what)
{
    if (copied)
        check(passed, what);
}

static int all(const unsigned char *p, size_t n, unsigned char value)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != value)
            return 0;
    return 1;
}

static void set(unsigned char *p, size_t n, unsigned char value)
{
    for (size_t i = 0; i < n; i++)
        p[i] = value;
}

static void lend(unsigned char *p, size_t n, const char *memory)
{
    uk_printk("     from the %s\n", memory);
    set(p, n, 1);
    check(cc_sum(p, n) == (long)n, "in");
    check(cc_sum(p + 3, 5) == 5, "in, not aligned");
    check(cc_fill(p, n - 1, 0) == (long)n - 1 && all(p, n - 1, 0xab) &&
              p[n - 1] == 1,
          "out");
    cc_increment(p, n);
    check(all(p, n - 1, 0xac) && p[n - 1] == 2, "inout");
}

static void results(void)
{
    unsigned char p[200];

    set(p, sizeof(p), 7);
    check_copy(cc_fill(p, 100, 10) == 10 && all(p, 10, 0xab) &&
                   all(p + 10, 190, 7),
               "no more comes back than the result says");
    set(p, sizeof(p), 7);
    check_copy(cc_fill(p, 100, -5) == -5 && all(p, 200, 7),
               "nothing comes back with a negative result");
    set(p, sizeof(p), 7);
    check(cc_fill(p, 100, 5000) == 5000 && all(p, 100, 0xab) &&
              all(p + 100, 100, 7),
          "a result larger than the buffer copies no more");
    struct cc_status s = {9, 9, 9};
    check_copy(cc_status(&s, 1) == -1 && s.a == 9 && s.c == 9,
               "a failure leaves the buffer alone");
    check_copy(cc_status(&s, 0) == 0 && s.a == 1 && s.b == 0 && s.c == 3,
               "success copies all; what was not written is zero");
    struct cc_element e[6];
    for (int i = 0; i < 6; i++)
        e[i] = (struct cc_element){77, 77};
    check_copy(cc_elements(e, 5, 3) == 3 && e[2].y == 4 && e[3].x == 77,
               "elements are counted");
    check_copy(cc_elements(e, 5, 1 << 30) == 1 << 30 && e[4].y == 16 &&
                   e[5].x == 77,
               "too many elements are not copied");
}

static void sizes(void)
{
    unsigned char p[200];
    unsigned char *large = malloc(LARGE);

    set(p, sizeof(p), 2);
    check(cc_sum(NULL, 10) == -1, "null stays null");
    check(cc_sum(p, 0) == 0, "no bytes");
    check(cc_sum((const unsigned char *)(volatile uintptr_t){0xdead0000}, 0) ==
              0,
          "no bytes from nowhere");
    check(cc_sum_int(p, 50) == 50, "size in an int");
    check_copy(cc_sum_int(p, 200) == 100,
               "at most so many: the size is lowered");
    check_copy(cc_sum_int(p, -1) == 100, "a negative int is a large size");
    check(cc_product(p, 10, 3) == 60, "size is a product");
    set(large, LARGE, 3);
    check(cc_sum(large, LARGE) == 3L * LARGE, "many pages");
    if (cc_where(large, 1) != (uint64_t)large)
        check(cc_fill(large, LARGE, 0) == 65536 && all(large, 65536, 0xab) &&
                  all(large + 65536, LARGE - 65536, 3),
              "an out buffer of at most so many bytes");
    check(cc_fill_unbounded(large, LARGE) == 0 && all(large, LARGE, 0xab),
          "all of a large one");
    free(large);
    set(p, 100, 1);
    set(p + 100, 100, 5);
    cc_move(p + 50, p, 100);
    check(all(p, 150, 1) && all(p + 150, 50, 5), "overlapping buffers");
}

static void strings(void)
{
    char text[100];

    for (int i = 0; i < 99; i++)
        text[i] = 'x';
    text[99] = 0;
    check(cc_length("a constant") == 10, "constant string");
    check(cc_length(NULL) == -1, "null string");
    check_copy(cc_length(text) == 64, "a longer string is cut");
    text[64] = 0;
    check(cc_length(text) == 64, "a string of the bound");
    text[5] = 0;
    check(cc_length(text) == 5, "string");
    text[0] = 0;
    check(cc_length(text) == 0, "empty string");
    check(cc_text(text) == 0, "string without a bound");
}

static void shapes(void)
{
    unsigned char p[100], out[100];
    const double numbers[] = {1, 2, 6};
    struct cc_pair pair = {11, 22};
    char text[20];
    const struct cc_ops *ops = cc_operations();

    set(p, sizeof(p), 1);
    check(cc_nested(p, 100, out) == 100 + 300 * 0xab && all(out, 50, 1) &&
              all(out + 50, 50, 0xab),
          "nested: copied on into a third compartment");
    set(p, sizeof(p), 0);
    check(cc_deep(p, 100, 12) == 12 && all(p, 100, 7),
          "nested twelve times, back and forth");
    set(p, sizeof(p), 1);
    check(cc_wide(1, 1, 1, 1, 100, p, 10, 10) == 10 + 100 + 110,
          "words on the stack go along");
    double mean = cc_mean(numbers, 3);
    check(mean == 3, "vector result");
    struct cc_pair back = cc_pair(&pair);
    check(back.low == 22 && back.high == 11, "result in two registers");
    check(cc_format(text, sizeof(text), "a#b#c#", 1, 2, 3) == 6 &&
              text[5] == '3' && !text[6],
          "variable arguments");
    check_copy(ops->read(10, p, 50) == 40 && all(p, 40, 0xab) &&
                   all(p + 40, 60, 1),
               "through a table of operations: out");
    check(ops->write(5, p, 2) == 5 + 2 * 0xab,
          "through a table of operations: in");
    check(cc_call(called_back, 200) == 200 + 200 * (0xab + 1),
          "a callback borrows the callee's memory");
}

int called_back(unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i]++;
    return (int)n;
}

int main(int argc, char **argv)
{
    unsigned char small[100] = {0};

    if (argc > 1)
        return attack(argv[1]);
    copied = cc_where(small, sizeof(small)) != (uint64_t)small;
    uk_printk(copied ? "     stacks are copied\n" : "     stacks are shared\n");
    unsigned char *block = malloc(5000);
    lend(small, sizeof(small), "stack");
    lend(block, 5000, "heap");
    free(block);
    results();
    sizes();
    strings();
    shapes();
    check(cc_secret_is_intact() && ct_secret_is_intact(), "nothing else");
    uk_printk(failures ? "copy: %d FAILED\n" : "copy: all passed\n", failures);
    return failures != 0;
}
