/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks by asking: system calls of the trusted base, the scheduler, the
 * allocators, and others' callbacks. */
#include <attacks.h>
#include <errno.h>
#include <flexos/isolation.h>
#include <flexos/layout.h>
#include <flexos/syscall.h>
#include <stddef.h>
#include <uk/fs.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/vfs.h>

#include "internal.h"

void *malloc(size_t size);
void free(void *block);

#define CHUNK 65536
#define BLOCK 256

/* One call that must be refused; returns what was said. */
static long refused(long result)
{
    if (result >= 0)
        uk_printk("SUCCEEDED: the system call was obeyed\n");
    return result;
}

/* n: number and arguments; what it returns is what comes of it. */
static long ask(const unsigned long *n)
{
    return flexos_syscall((long)n[0], (long)n[1], (long)n[2], (long)n[3]);
}

static long bad_threads(void)
{
    static const long bad[] = {-1,       FLEXOS_THREADS_MAX,     5, 1L << 32,
                               1L << 62, (long)FLEXOS_DIRECT_MAP};
    long result = 0;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        result =
            refused(flexos_syscall(FLEXOS_SYS_THREAD_SWITCH, bad[i], 0, 0));
        refused(flexos_syscall(FLEXOS_SYS_THREAD_EXIT, bad[i], 0, 0));
        refused(flexos_syscall(FLEXOS_SYS_THREAD_EXIT, 0, bad[i], 0));
    }
    refused(flexos_syscall(FLEXOS_SYS_THREAD_EXIT, 0, 0, 0));
    return result;
}

/* n: places to start at, up to the first 0. */
static long start_threads(const unsigned long *n)
{
    long result = 0;

    for (int i = 0; n[i]; i++) {
        result =
            refused(flexos_syscall(FLEXOS_SYS_THREAD_CREATE, (long)n[i], 0, 0));
        if (result >= 0)
            flexos_syscall(FLEXOS_SYS_THREAD_SWITCH, result, 0, 0);
    }
    return result;
}

/* Has the scheduler call n[0], with the scheduler's rights. */
static long start_by_scheduler(unsigned long address)
{
    int thread = uk_thread_create((void (*)(void *))address, NULL);

    if (thread >= 0)
        uk_thread_join(thread);
    return thread < 0 ? thread : 0;
}

/* Has the file layer call n[0], with the file layer's rights. */
static long mount_table(unsigned long address)
{
    static struct uk_fs_ops table __attribute__((flexos_whitelist));
    void (*function)(void) = (void (*)(void))address;

    /* What a file system must have. */
    __builtin_memcpy(&table.lookup, &function, sizeof(function));
    __builtin_memcpy(&table.stat, &function, sizeof(function));
    __builtin_memcpy(&table.read, &function, sizeof(function));
    __builtin_memcpy(&table.entry, &function, sizeof(function));
    int error = uk_vfs_mount("/", &table, 0);
    if (!error)
        uk_vfs_open("/any", UK_O_RDONLY, 0);
    return error;
}

/* Frees a block of the victim's, and hopes to get the same memory. n: the
 * block, or a variable that points to it. */
static long free_foreign(const unsigned long *n)
{
    free(n[1] ? *(void **)n[1] : (void *)n[0]);
    for (int i = 0; i < BLOCK; i++) {
        volatile unsigned long *mine = malloc(BLOCK);
        for (size_t j = 0; mine && j < BLOCK / sizeof(*mine); j++)
            mine[j] = 0;
    }
    return 0;
}

static long free_shared(void)
{
    char *block = flexos_malloc_whitelist(BLOCK);

    flexos_free_whitelist(block + 64);
    return 0;
}

/* The table of the shared heap, once there is one. */
static long metadata(unsigned long address)
{
    static void *volatile block;

    block = flexos_malloc_whitelist(BLOCK);
    *(volatile unsigned long *)address = 0;
    uk_printk("SUCCEEDED: the shared heap's metadata was written\n");
    return 0;
}

static long exhaust(void)
{
    static void *volatile last; /* or the compiler drops them all */
    int chunks = 0;

    while ((last = malloc(CHUNK)))
        chunks++;
    while ((last = flexos_malloc_whitelist(CHUNK)))
        chunks++;
    return chunks ? -ENOMEM : 0;
}

long attacker_on_services(const char *name, const unsigned long *n)
{
    if (attacker_is(name, "ask"))
        return ask(n);
    if (attacker_is(name, "ask-refused"))
        return refused(ask(n));
    if (attacker_is(name, "bad-threads"))
        return bad_threads();
    if (attacker_is(name, "start-threads"))
        return start_threads(n);
    if (attacker_is(name, "start-by-scheduler"))
        return start_by_scheduler(n[0]);
    if (attacker_is(name, "mount-table"))
        return mount_table(n[0]);
    if (attacker_is(name, "callback")) {
        home_callback((void (*)(void))n[0]);
        return 0;
    }
    if (attacker_is(name, "free-foreign"))
        return free_foreign(n);
    if (attacker_is(name, "free-shared"))
        return free_shared();
    if (attacker_is(name, "metadata"))
        return metadata(n[0]);
    if (attacker_is(name, "exhaust"))
        return exhaust();
    return ATTACKER_UNKNOWN;
}
