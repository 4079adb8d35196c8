/* SPDX-License-Identifier: BSD-3-Clause */
/* One attack a boot: NAME SECRET [NUMBER...], numbers in hexadecimal. Gives
 * the victim its secret, lets the attacker go, and then judges: a line that
 * begins with LEAKED or SUCCEEDED is an attack that worked, RESULT says what
 * the attacker was told. */
#include <attacker.h>
#include <attacks.h>
#include <flexos/isolation.h>
#include <stddef.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <victim.h>

#define HEX_BASE 16

unsigned long attack_numbers[ATTACK_NUMBERS] __attribute__((flexos_whitelist));
char attack_name[64] __attribute__((flexos_whitelist));
static unsigned long home_secret;

static int is(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* Reads a number and wipes its text, which lies in shared memory. */
static unsigned long take_number(char *text)
{
    unsigned long value = 0;

    for (; *text; text++) {
        unsigned digit = (unsigned)*text;
        value =
            value * HEX_BASE + (digit <= '9' ? digit - '0' : digit - 'a' + 10);
        *text = ' ';
    }
    return value;
}

/* No entry: what an attacker would like this compartment to run. */
__attribute__((noinline, used)) static void home_reveal(void)
{
    uk_printk("LEAKED %lx\n", home_secret);
}

/* Returns: on an odd stack to what would not run there. */
__attribute__((noinline, used)) static void home_idle(void)
{
    __asm__ volatile("");
}

void home_callback(void (*function)(void))
{
    function();
}

/* A call while callee-saved and vector registers hold the secret. */
static __attribute__((noinline)) void call_with_secret(void)
{
    register unsigned long a __asm__("rbx") = home_secret;
    register unsigned long b __asm__("r12") = home_secret;
    register unsigned long c __asm__("r15") = home_secret;

    __asm__ volatile("movq %0, %%xmm2; movq %0, %%xmm14"
                     : "+r"(a), "+r"(b), "+r"(c)::"xmm2", "xmm14");
    attacker_entry();
    __asm__ volatile("" ::"r"(a), "r"(b), "r"(c));
}

/* The attacker is called by the victim, whom this compartment called. */
static void delegate(void)
{
    long answer = victim_delegate(1);

    if (answer == VICTIM_FORGED)
        uk_printk("SUCCEEDED: the victim's answer came from the attacker\n");
    else if (answer != 2)
        uk_printk("SUCCEEDED: this compartment went on before the victim "
                  "returned\n");
}

/* The same by a function that has on its stack what a client sent, and that
 * does not use a register. */
static __attribute__((noinline)) void delegate_request(void)
{
    volatile unsigned long request[8];
    register unsigned long unused __asm__("r15") = 0;

    for (unsigned i = 0; i < sizeof(request) / sizeof(request[0]); i++)
        request[i] = attack_numbers[ATTACK_NUMBERS - 1 - i % 2];
    __asm__ volatile("" : "+r"(unused));
    victim_delegate(1);
    __asm__ volatile("" ::"r"(unused));
}

static void prepare(void)
{
    if (is(attack_name, "heap-residue"))
        victim_borrow();
    if (is(attack_name, "frame-residue"))
        victim_thread();
    if (is(attack_name, "registers-in"))
        call_with_secret();
}

static void judge(long result)
{
    if (is(attack_name, "stack-word")) {
        attack_name[0] = 0;
        attacker_run();
    }
    if (is(attack_name, "exhaust"))
        uk_printk("victim allocates: %d\n", victim_allocates());
    if (!victim_intact(home_secret))
        uk_printk("SUCCEEDED: the secret was changed\n");
    uk_printk("RESULT %ld\n", result);
}

int main(int argc, char **argv)
{
    long result = 0;

    if (argc < 3) {
        home_idle();
        home_reveal();
        return 1;
    }
    for (size_t i = 0; i < sizeof(attack_name) - 1 && argv[1][i]; i++)
        attack_name[i] = argv[1][i];
    home_secret = take_number(argv[2]);
    for (int i = 3; i < argc && i < 3 + ATTACK_NUMBERS; i++)
        attack_numbers[i - 3] = take_number(argv[i]);
    victim_keep(home_secret);
    if (victim_pay(5) != 5)
        return 1;
    prepare();
    if (is(attack_name, "forged-return") || is(attack_name, "other-return") ||
        is(attack_name, "skip-return"))
        delegate();
    else if (is(attack_name, "mixed-return"))
        delegate_request();
    else
        result = attacker_run();
    judge(result);
    return 0;
}
