/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls abi-callee in every way the ABI knows, and is called back by it.
 * Values come from `volatile` so that nothing is folded. */
#include <abi_callee.h>
#include <flexos/layout.h>
#include <flexos/syscall.h>
#include <stddef.h>

#include "wrapper.h"

void *malloc(size_t size);
void free(void *block);

static volatile int one = 1;
static int failures;

static void put(const char *text)
{
    long n = 0;

    while (text[n])
        n++;
    flexos_syscall(FLEXOS_SYS_CONSOLE_WRITE, (long)text, n, 0);
}

static void check(const char *name, int passed)
{
    put(passed ? "ok   " : "FAIL ");
    put(name);
    put("\n");
    failures += !passed;
}

static int add_seven(int x)
{
    return x + 7;
}

static int pong(int depth)
{
    return depth == 0 ? 100 : abi_ping(depth - 1, pong) + 1;
}

static const struct abi_ops own_ops = {add_seven, pong, "caller"};

static __attribute__((noinline)) int tail_caller(int x)
{
    return abi_double_it(x + 1);
}

static void integers(void)
{
    int n = one;

    check("no arguments", abi_none() == 77);
    check("six integers", abi_six(n, 2, 3, 4, 5, 6) == 654321);
    check("nine integers",
          abi_nine(n, 1, 1, 1, 1, 1, 1, 2, 3) == 21 + 1000 + 200000 + 30000000);
    check("narrow integers",
          abi_narrow((signed char)-n, 200, -300, n) == -1 + 200 - 300 + 1);
    check("128-bit integers", abi_wide(((unsigned __int128)n << 64) + 5) ==
                                  ((unsigned __int128)3 << 64) + 15);
}

static void vectors(void)
{
    int n = one;
    _Complex double c = abi_complex((double)n + 2.0i);

    check("doubles", abi_doubles(n * 1.5, 0.25) == 6.25);
    check("floats and an integer", abi_floats((float)n, 2, 0.5f) == 9.0f);
    check("ten doubles, two on the stack",
          abi_many_doubles(n, 1, 1, 1, 1, 1, 1, 1, 2, 3) == 36 + 2000 + 300000);
    check("long double", abi_long_double(n * 1.25L, 4) == 5.0L);
    check("complex", __real__ c == 3.0 && __imag__ c == 4.0);
}

static void structs(void)
{
    struct abi_small s = {one, 20};
    struct abi_vectors v = {one, 2.5};
    struct abi_mixed m = {one, 3.0};
    struct abi_large l = {{one, 2, 3, 4, 5}};

    s = abi_small(s, 5);
    v = abi_vectors(v);
    m = abi_mixed(m);
    check("struct of two integers", s.a == 25 && s.b == -4);
    check("struct of two doubles", v.x == 2.5 && v.y == 2.0);
    check("struct of both", m.a == 2 && m.x == 1.5);
    check("large struct by value", abi_take_large(l, 7) == 1 + 20 + 500 + 7);
    l = abi_make_large(one * 30);
    check("large struct returned", l.words[0] == 30 && l.words[4] == 34);
}

static void variadics(void)
{
    long n = one;

    check("variadic, registers only", abi_sum(2, n, 2L, 0.5, 0.25) == 78);
    check("variadic, stack words", abi_sum(6, n, 2L, 3L, 4L, 5L, 6L, 1.0, 1.0,
                                           1.0, 1.0, 1.0, 1.0) == 621);
}

static void pointers(void)
{
    abi_callback address = abi_address_of_double_it();

    check("callback to a static", abi_call_back(add_seven, one) == 9);
    abi_keep(add_seven);
    check("callback kept by the callee", abi_call_kept(one) == 8);
    check("static of the callee", abi_give_static()(one) == 1001);
    check("address is the same on both sides", address == abi_double_it);
    check("alias", abi_alias(one * 4) == 8);
    check("weak definition", abi_weak(one) == 6);
    check("weak and absent", abi_absent == NULL);
    check("callee's operations",
          abi_own_ops.twice(one * 3) == 6 && abi_own_ops.thrice(one * 3) == 9);
    check("caller's operations", abi_call_ops(&own_ops, 0) == 7 + 10000);
    check("tail call out", tail_caller(one) == 4);
    check("tail call back", abi_tail(one, add_seven) == 9);
    check("to and fro", abi_ping(20, pong) == 20);
}

static void memory(void)
{
    int local = 0;
    long *block = malloc(4 * sizeof(*block));

    abi_fill(&local, 42);
    check("callee writes the caller's stack variable", local == 42);
    check("memory is there", block != NULL);
    if (!block)
        return;
    for (int i = 0; i < 4; i++)
        block[i] = one + i;
    check("callee reads the caller's heap block", abi_add_all(block, 4) == 10);
    free(block);
}

/* One block crosses, one does not: both come from one wrapper. */
static void wrapped_memory(void)
{
    long *lent = counted_longs(3);
    long *kept = counted_longs(3);

    if (!lent || !kept)
        return;
    for (int i = 0; i < 3; i++)
        kept[i] = lent[i] = one + i;
    check("callee reads memory of a wrapper", abi_add_all(lent, 3) == 6);
    check("both clones count", counted_blocks() == 2);
    check("memory that does not cross is private",
          ((unsigned long)kept - FLEXOS_HEAP_BASE) / FLEXOS_HEAP_SLOT !=
              FLEXOS_HEAP_SHARED);
    check("memory that stays", kept[0] + kept[1] + kept[2] == 6);
    counted_free(lent);
    counted_free(kept);
    check("blocks of both heaps go back", counted_blocks() == 0);
}

int main(void)
{
    integers();
    vectors();
    structs();
    variadics();
    pointers();
    memory();
    wrapped_memory();
    put(failures ? "abi: some cases failed\n" : "abi: all cases passed\n");
    return failures;
}
