/* SPDX-License-Identifier: BSD-3-Clause */
/* The first argument says how to end. */
#include <fault_target.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/assert.h>
#include <uk/print.h>

#include "undefined.h"
#include "uninitialised.h"

void *malloc(size_t size);

#define STATUS 42
#define CHUNK 100000

static int own_secret = 3;
/* fault-target has one of that name, too. */
static int lock = 5;

static int is(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static __attribute__((noinline)) void spin(void)
{
    for (;;)
        __asm__ volatile("pause");
}

/* Each lends what the plan does not see leave: the target may not read it. */
static __attribute__((noinline)) int lend_stack(void)
{
    volatile int local = 4;

    return fault_target_read((const int *)&local);
}

static __attribute__((noinline)) int lend_heap(void)
{
    int *block = malloc(sizeof(*block));

    *block = 6;
    return fault_target_read(block);
}

static void write_text(void)
{
    /* Volatile: verify would find the write, if it could be known. */
    char *volatile text = (char *)(uintptr_t)spin;

    *(volatile char *)text = 0;
}

static void call_null(void)
{
    void (*volatile function)(void) = NULL;

    function();
}

static void run_data(void)
{
    void (*volatile function)(void) = (void (*)(void))(uintptr_t)&own_secret;

    function();
}

static void exhaust(void)
{
    static void *volatile last; /* or the compiler drops unused allocations */
    int chunks = 0;

    while ((last = malloc(CHUNK)))
        chunks++;
    uk_printk("out of memory after %d chunks of %d bytes\n", chunks, CHUNK);
}

/* What smash() returns to when nothing watches over its return address. */
static _Noreturn void hijacked(void)
{
    flexos_syscall(FLEXOS_SYS_EXIT, 7, 0, 0);
    __builtin_trap();
}

static __attribute__((noinline)) void smash(void)
{
    volatile uint64_t *frame = __builtin_frame_address(0);
    volatile char buffer[16];
    volatile char *end = (volatile char *)(frame + 2);
    uint64_t target = (uint64_t)hijacked;

    /* A linear overflow: everything from the buffer to behind the return
   * address, which the canary lies in between. */
    for (volatile char *p = buffer; p < end; p++)
        *p = ((char *)&target)[(uintptr_t)p & 7];
}

static void read_uninitialised(void)
{
    for (const struct uninitialised *u = uninitialised; u->name; u++)
        uk_printk("%s: %d stale bytes\n", u->name, uninitialised_bytes(u));
}

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";

    if (is(how, "read-global"))
        return fault_secret;
    if (is(how, "lend"))
        return fault_target_read(&own_secret);
    if (is(how, "lend-static"))
        return fault_target_read(&lock);
    if (is(how, "lend-stack"))
        return lend_stack();
    if (is(how, "lend-heap"))
        return lend_heap();
    if (is(how, "write-text"))
        write_text();
    if (is(how, "run-data"))
        run_data();
    if (is(how, "null"))
        return *(volatile int *)NULL;
    if (is(how, "call-null"))
        call_null();
    if (is(how, "assert"))
        UK_ASSERT(1 + 1 == 3);
    if (is(how, "spin"))
        spin();
    if (is(how, "smash"))
        smash();
    /* A C library would trust what it finds behind its FS base. */
    if (is(how, "set-fs"))
        return (int)flexos_syscall(FLEXOS_SYS_SET_FS, (long)&own_secret, 0, 0);
    if (is(how, "status"))
        return STATUS;
    if (is(how, "exhaust")) {
        exhaust();
        return 0;
    }
    if (is(how, "uninitialised")) {
        read_uninitialised();
        return 0;
    }
    for (const struct undefined *u = undefined; u->name; u++) {
        if (is(how, u->name)) {
            volatile int result = u->run();

            (void)result;
            return 0;
        }
    }
    uk_printk("say how: read-global lend lend-static lend-stack lend-heap "
              "write-text run-data null call-null assert spin smash "
              "status exhaust set-fs uninitialised\n");
    return fault_target_value();
}
