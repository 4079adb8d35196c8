/* SPDX-License-Identifier: BSD-3-Clause */
/* The secret lies in the middle of words that must not change either. */
#include <attacker.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <victim.h>

void *malloc(size_t size);
void free(void *block);

#define WORDS 64
#define BLOCK 256
#define MXCSR_DEFAULT 0x1f80

static struct {
    unsigned long secret[WORDS];
    unsigned long scratch[WORDS];
} victim_private;

static volatile int called_back;

/* A block that the attacker may know the address of. */
static unsigned long *volatile victim_block;

void victim_keep(unsigned long secret)
{
    for (int i = 0; i < WORDS; i++)
        victim_private.secret[i] = secret;
    victim_block = malloc(BLOCK);
    for (unsigned i = 0; victim_block && i < BLOCK / sizeof(secret); i++)
        victim_block[i] = secret;
}

int victim_intact(unsigned long secret)
{
    for (int i = 0; i < WORDS; i++)
        if (victim_private.secret[i] != secret)
            return 0;
    for (unsigned i = 0; i < BLOCK / sizeof(secret); i++)
        if (!victim_block || victim_block[i] != secret)
            return 0;
    return 1;
}

/* No entry: what an attacker would like to run with the victim's rights. */
__attribute__((noinline, used)) static void victim_reveal(void)
{
    uk_printk("LEAKED %lx\n", victim_private.secret[0]);
}

long victim_pay(long amount)
{
    if (amount == VICTIM_FORGED)
        uk_printk("SUCCEEDED: the victim paid what nobody ordered\n");
    if (amount < 0)
        victim_reveal();
    return amount;
}

long victim_work(long number)
{
    volatile unsigned long copies[WORDS];
    unsigned long secret = victim_private.secret[0];

    for (int i = 0; i < WORDS; i++)
        copies[i] = secret;
    __asm__ volatile(
        "mov %0, %%rcx; mov %0, %%rdx; mov %0, %%rsi\n"
        "mov %0, %%r8; mov %0, %%r9; mov %0, %%r10\n"
        "mov %0, %%r11; movq %0, %%xmm3; movq %0, %%xmm15" ::"r"(secret)
        : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "xmm3", "xmm15");
    return number + (copies[1] != copies[2]) + 1;
}

char victim_byte(void)
{
    unsigned long result = victim_private.secret[0];

    __asm__("" : "+a"(result)); /* computed in 64 bits */
    return (char)result;
}

void victim_copy(void)
{
    void *to = victim_private.scratch;
    static const unsigned long zeros[WORDS];
    const void *from = zeros;
    size_t bytes = sizeof(zeros);
    uint32_t mxcsr;

    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes)::"memory");
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    if (mxcsr != MXCSR_DEFAULT)
        uk_printk("SUCCEEDED: the victim computes with the caller's MXCSR\n");
}

void victim_borrow(void)
{
    volatile unsigned long *block = malloc(BLOCK);

    for (unsigned i = 0; block && i < BLOCK / sizeof(*block); i++)
        block[i] = victim_private.secret[0];
    free((void *)block);
}

static void on_a_thread(void *unused)
{
    (void)unused;
    victim_work(0);
}

void victim_thread(void)
{
    uk_thread_join(uk_thread_create(on_a_thread, NULL));
}

int victim_allocates(void)
{
    void *volatile block = malloc(BLOCK); /* or the compiler drops both */
    int allocated = block != NULL;

    free(block);
    return allocated;
}

long victim_delegate(long number)
{
    attacker_run();
    if (number == VICTIM_FORGED)
        uk_printk("SUCCEEDED: the victim went on after its thread's end\n");
    if (called_back)
        uk_printk("SUCCEEDED: the victim went on while a call back into it "
                  "was under way\n");
    return number + 1;
}

void victim_call_back(void)
{
    called_back = 1;
    attacker_again();
    called_back = 0;
    uk_printk("SUCCEEDED: the victim went on after a call that never "
              "returned\n");
}

static int fill(struct victim_part *parts, unsigned count, int withhold)
{
    volatile unsigned long *words = (volatile unsigned long *)parts;

    for (unsigned i = 0; withhold && i < 2 * count; i++)
        words[i] = victim_private.secret[0];
    for (unsigned i = 0; !withhold && i < count; i++)
        parts[i].number = i;
    return withhold ? -1 : (int)count;
}

int victim_describe(struct victim_part *parts, int withhold)
{
    return fill(parts, VICTIM_PARTS, withhold);
}

void victim_snapshot(struct victim_part *parts)
{
    struct victim_part own[VICTIM_PARTS];

    for (unsigned i = 0; i < VICTIM_PARTS; i++)
        own[i].number = i;
    __asm__ volatile("" ::"r"(own) : "memory"); /* keeps them in memory */
    for (unsigned i = 0; i < VICTIM_PARTS; i++)
        parts[i] = own[i];
}

int victim_list(struct victim_part *parts, unsigned count, int withhold)
{
    return fill(parts, count, withhold);
}
