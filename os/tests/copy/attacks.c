/* SPDX-License-Identifier: BSD-3-Clause */
/* What a compromised caller, or a callee that keeps pointers, may try. Each
 * prints what it got; stopped ones end in a report instead. */
#include "copy_test.h"
#include <flexos/layout.h>
#include <flexos/syscall.h>
#include <uk/sched.h>

#define PAGE 4096

static int same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static long foreign(void)
{
    return cc_sum((const unsigned char *)cc_secret_address(), 8);
}

static long foreign_write(void)
{
    cc_fill((unsigned char *)cc_secret_address(), 8, 0);
    return !cc_secret_is_intact();
}

static long third(void)
{
    return cc_sum((const unsigned char *)ct_secret_address(), 8);
}

static long third_write(void)
{
    cc_fill((unsigned char *)ct_secret_address(), 8, 0);
    return !ct_secret_is_intact();
}

static long constant_write(void)
{
    static const unsigned char constant[8] = {1};

    return cc_fill((unsigned char *)(uintptr_t)constant, 8, 0);
}

static long half_foreign(void)
{
    unsigned char p[16];

    return cc_sum(p, 1 << 19);
}

static long huge(void)
{
    unsigned char p[16];

    return cc_sum(p, 1UL << 40);
}

static long wrapping(void)
{
    unsigned char p[16];

    return cc_sum(p, (size_t)-8);
}

static long wrapping_product(void)
{
    unsigned char p[16] = {0};

    return cc_product(p, (size_t)1 << 62, 8);
}

/* The last page of a heap, with nothing mapped behind it. */
static char *last_page(void)
{
    for (unsigned region = 0; region < FLEXOS_DOMAINS_MAX; region++) {
        long page = flexos_syscall(FLEXOS_SYS_HEAP_GROW, region, PAGE, 0);
        if (page > 0)
            return (char *)page;
    }
    return NULL;
}

static long endless_string(void)
{
    char *page = last_page();

    for (int i = 0; i < PAGE; i++)
        page[i] = 'x';
    page[PAGE - 1] = 0;
    uk_printk("with an end: %ld\n", cc_text(page + PAGE - 10));
    page[PAGE - 1] = 'x';
    return cc_text(page + PAGE - 10);
}

static long long_string(void)
{
    char text[5000];

    for (int i = 0; i < 4999; i++)
        text[i] = 'x';
    text[4999] = 0;
    return cc_text(text);
}

static long deep(void)
{
    unsigned char p[8] = {0};

    return cc_deep(p, 8, 10000);
}

static unsigned char *volatile victim;

static void change(void *unused)
{
    (void)unused;
    for (int i = 0; i < 200; i++) {
        for (int j = 0; j < 100; j++)
            victim[j] = 100;
        uk_sched_yield();
    }
}

/* A second thread changes the buffer while the callee looks at it. */
static long double_fetch(void)
{
    unsigned char p[100];

    for (int i = 0; i < 100; i++)
        p[i] = 1;
    victim = p;
    uk_thread_create(change, NULL);
    long total = cc_slow_sum(p, 100);
    return total != 100;
}

/* The callee looks again when the call is over. */
static long kept_pointer(void)
{
    unsigned char p[100];

    for (int i = 0; i < 100; i++)
        p[i] = 0x77;
    cc_keep(p, 100);
    return cc_kept(0) == 0x77 || cc_kept(99) == 0x77;
}

/* Where a function's entry thunk sends this compartment, found in code that
 * everybody reads: cmp $rights, %r10d and je after it. */
static const unsigned char *stub_of(const unsigned char *thunk)
{
    unsigned mine;

    __asm__ volatile("rdpkru" : "=a"(mine) : "c"(0) : "rdx");
    for (const unsigned char *at = thunk;; at++) {
        if (at[0] != 0x41 || at[1] != 0x81 || at[2] != 0xfa ||
            *(const unsigned *)(const void *)(at + 3) != mine)
            continue;
        return at[7] == 0x74 ? at + 9 + (signed char)at[8]
                             : at + 13 + *(const int *)(const void *)(at + 9);
    }
}

/* The gate behind the stub. */
static void *gate_behind(const void *entry)
{
    const unsigned char *at = stub_of(entry);

    while (!(at[0] == 0x0f && at[1] == 0x05))
        at++;
    while (*at != 0xe8)
        at++;
    return (void *)(uintptr_t)(at + 5 + *(const int *)(const void *)(at + 1));
}

/* The number of the stub's first system call. */
static long number_of(const void *entry)
{
    const unsigned char *at = stub_of(entry);

    while (!(at[0] == 0x0f && at[1] == 0x05))
        at++;
    return *(const unsigned *)(const void *)(at - 4);
}

typedef long (*summing)(const unsigned char *p, size_t n);
static const summing volatile entry_of_sum = cc_sum;

static const void *entry(void)
{
    return (const void *)(uintptr_t)entry_of_sum;
}

static long bypass(void)
{
    summing gate = (summing)gate_behind(entry());

    return gate((const unsigned char *)cc_secret_address(), 8);
}

/* Copies for honest arguments, then other ones; a second entry for one copy. */
static long swapped(void)
{
    unsigned char p[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    summing gate = (summing)gate_behind(entry());

    flexos_syscall(number_of(entry()), (long)p, 8, 0);
    long total = gate((const unsigned char *)cc_secret_address(), 8);
    uk_printk("with other arguments: %ld\n", total);
    return gate((const unsigned char *)cc_secret_address(), 8);
}

typedef long (*twice)(const unsigned char *p, size_t n, void (*f)(void));
static const twice volatile entry_of_twice = cc_twice;

/* Ends the call that is under way, and gives its buffer to another one. */
static void end_early(void)
{
    unsigned char other[64] = {9};

    flexos_syscall(number_of((const void *)entry_of_twice) + 1, 0, 0, 0);
    cc_sum(other, sizeof(other));
}

static long early_end(void)
{
    unsigned char p[64] = {1, 2, 3};
    static volatile int never;

    if (never) /* that the callback is handed over must be seen */
        cc_twice(p, sizeof(p), end_early);
    return entry_of_twice(p, sizeof(p), end_early) != 0;
}

static void *outside[5];

static void leave(void)
{
    __builtin_longjmp(outside, 1);
}

static __attribute__((noinline)) void call_and_leave(void)
{
    unsigned char p[64] = {1, 2, 3};

    cc_twice(p, sizeof(p), leave);
}

/* Jumps out of a callback, so that no call ends (docs/adr/0012). */
static long left(void)
{
    static volatile int times;

    while (times < 200)
        if (__builtin_setjmp(outside))
            times++;
        else
            call_and_leave();
    return times;
}

/* Copies that a thread made which is gone. */
static void check_and_go(void *unused)
{
    unsigned char p[8] = {1, 1, 1, 1, 1, 1, 1, 1};

    (void)unused;
    flexos_syscall(number_of(entry()), (long)p, 8, 0);
}

static void enter_unchecked(void *unused)
{
    (void)unused;
    uk_printk("inherited: %ld\n", ((summing)gate_behind(entry()))(NULL, 0));
}

static long inherited(void)
{
    int first = uk_thread_create(check_and_go, NULL);

    uk_thread_join(first);
    int second = uk_thread_create(enter_unchecked, NULL);
    uk_thread_join(second);
    return first == second;
}

/* What the callee wrote for another compartment and then did not give back:
 * claims, without a call, that it came. */
static long left_for_another(void)
{
    typedef long (*filling)(unsigned char *p, size_t n);
    static const filling volatile entry_of_fill = cc_fill_and_fail;
    long number = number_of((const void *)entry_of_fill);
    unsigned char p[1024] = {0};
    long total = 0;

    ct_fill_and_fail(sizeof(p));
    flexos_syscall(number, (long)p, sizeof(p), 0);
    flexos_syscall(number + 1, sizeof(p), 0, 0);
    for (unsigned i = 0; i < sizeof(p); i++)
        total += p[i];
    return total;
}

static long end_without_call(void)
{
    long number = number_of(entry());

    return flexos_syscall(number + 1, 0, 0, 0);
}

static long another_ones_gate(void)
{
    unsigned char p[8];

    for (long index = 0; index < 0x10000; index++)
        flexos_syscall(FLEXOS_SYS_COPY_IN | index << FLEXOS_SYS_COPY_SHIFT,
                       (long)p, 8, 0);
    return 1;
}

static const struct {
    const char *name;
    long (*run)(void);
} attacks[] = {
    {"foreign", foreign},
    {"foreign-write", foreign_write},
    {"third", third},
    {"third-write", third_write},
    {"constant-write", constant_write},
    {"half-foreign", half_foreign},
    {"huge", huge},
    {"wrapping", wrapping},
    {"wrapping-product", wrapping_product},
    {"endless-string", endless_string},
    {"long-string", long_string},
    {"deep", deep},
    {"double-fetch", double_fetch},
    {"kept-pointer", kept_pointer},
    {"bypass", bypass},
    {"swapped", swapped},
    {"early-end", early_end},
    {"left", left},
    {"inherited", inherited},
    {"left-for-another", left_for_another},
    {"end-without-call", end_without_call},
    {"another-ones-gate", another_ones_gate},
};

int attack(const char *name)
{
    for (unsigned i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
        if (!same(name, attacks[i].name))
            continue;
        long got = attacks[i].run();
        uk_printk("%s: %ld\n", attacks[i].name, got);
        return 0;
    }
    uk_printk("no such attack\n");
    return 1;
}
