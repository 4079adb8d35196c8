/* SPDX-License-Identifier: BSD-3-Clause */
/* SEED CALLS [RISK [FIRST [NAME]]]: makes so many calls, with arguments that
 * are drawn from the seed alone. Each is printed before it is made. RISK: of
 * 1,000 pointers that ring 0 looks at, so many lead anywhere; such a call most
 * likely ends the run, and so it should. FIRST: the calls before that one are
 * drawn and not made. NAME,NAME: only functions whose names begin so.
 *
 * A worker makes the calls; who looks after it interrupts it when it waits, and
 * has another one go on when that does not help. */
#include "fuzz.h"
#include <fuzz_third.h>
#include <fuzz_victim.h>
#include <secret.h>
#include <uk/file.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/sys_files.h>
#include <uk/time.h>

#define MILLISECOND 1000000UL
#define PATIENCE (3 * MILLISECOND)
#define STUCK (30 * MILLISECOND)
#define TOO_LONG (5000 * MILLISECOND)
#define HONEST_EVERY 250
#define FIRST_FREE 3 /* descriptor */
#define SIGNALS 64
#define SIG_IGN 1

enum phase { BETWEEN, IN_CALL, IN_SERVICE, FINISHED };

static struct {
    volatile enum phase phase;
    volatile uint64_t since;
    volatile long worker; /* whose turn it is; others are lost in a call */
    volatile int thread;
    const char *volatile what;
} now;

static long calls, risk, first, next;
static const char *only;

/* Whether a name begins as one of the list does, or the list is empty. */
static int is_wanted(const char *name)
{
    const char *with = only;

    for (;;) {
        const char *at = name;
        while (*with && *with != ',' && *at == *with) {
            at++;
            with++;
        }
        if (!*with || *with == ',')
            return 1;
        while (*with && *with != ',')
            with++;
        if (!*with++)
            return 0;
    }
}

static const char *name_of(unsigned which)
{
    return which < fuzz_entry_count ? fuzz_entries[which].name
                                    : fuzz_thunk_name(which - fuzz_entry_count);
}

static void enter(enum phase phase, const char *what)
{
    now.what = what;
    now.since = uk_time_monotonic();
    now.phase = phase;
}

static void look_at_secrets(const char *after)
{
    if (fuzz_has_secret())
        uk_printk("LEAKED by %s\n", after);
    if (!fuzz_victim_intact() || !fuzz_third_intact()) {
        uk_printk("CHANGED by %s\n", after);
        calls = 0;
    }
}

static void service(const char *name, long (*use)(void))
{
    enter(IN_SERVICE, name);
    long result = use();
    now.phase = BETWEEN;
    if (result)
        uk_printk("\nLOST %s: %ld\n", name, result);
}

static void look_at_services(void)
{
    for (int fd = FIRST_FREE; fd < UK_FILES_MAX; fd++)
        if (uk_vfs_file_of(fd) >= 0)
            uk_sys_close(fd);
    service("file", fuzz_third_file);
    service("pipe", fuzz_third_pipe);
    service("tcp", fuzz_third_tcp);
}

/* 1: this worker goes on. */
static int make(const char *name, unsigned which, const long *a, long self)
{
    enter(IN_CALL, name);
    long result = which < fuzz_entry_count
                      ? fuzz_entries[which].call(a)
                      : fuzz_thunk_call(which - fuzz_entry_count, a);
    if (now.worker != self)
        return 0;
    now.phase = BETWEEN;
    uk_printk(" = %lx\n", (unsigned long)result);
    fuzz_remember(result);
    if ((uint64_t)result == secret_word(1) ||
        (uint64_t)result == secret_word(2))
        uk_printk("LEAKED by %s\n", name);
    look_at_secrets(name);
    return 1;
}

static int one_call(long number, long self)
{
    unsigned which;

    do
        which = (unsigned)fuzz_random(fuzz_entry_count + fuzz_thunk_count());
    while (!is_wanted(name_of(which)));
    const char *name = name_of(which);
    const char *letters = which < fuzz_entry_count
                              ? fuzz_entries[which].arguments
                              : fuzz_thunk_arguments(which - fuzz_entry_count);
    long a[ARGUMENTS_MAX] = {0};
    int is_made = number >= first;

    for (int i = 0; i < ARGUMENTS_MAX && letters[i]; i++)
        a[i] = fuzz_argument(letters[i], (long)fuzz_random(1000) < risk);
    if (is_made)
        uk_printk("%ld %s(%lx, %lx, %lx, %lx, %lx, %lx)", number, name,
                  (unsigned long)a[0], (unsigned long)a[1], (unsigned long)a[2],
                  (unsigned long)a[3], (unsigned long)a[4],
                  (unsigned long)a[5]);
    return !is_made || make(name, which, a, self);
}

/* For whoever calls what it is given. */
static void called_back(void *unused)
{
    (void)unused;
}

long fuzz_own_entry(void)
{
    return (long)called_back;
}

static void work(void *unused)
{
    long self = now.worker;

    (void)unused;
    now.thread = uk_thread_self();
    while (next < calls) {
        long number = next++;

        if (!one_call(number, self))
            return;
        if (number % HONEST_EVERY == HONEST_EVERY - 1)
            look_at_services();
    }
    look_at_services();
    now.phase = FINISHED;
}

/* Until all calls are made. 0, or 1: a service or the scheduler is gone. */
static int look_after(void)
{
    while (now.phase != FINISHED) {
        uk_sched_sleep(MILLISECOND);
        uint64_t passed = uk_time_monotonic() - now.since;
        if (now.phase == IN_SERVICE && passed > TOO_LONG) {
            uk_printk("\nLOST %s: it waits\n", now.what);
            return 1;
        }
        if (now.phase != IN_CALL || passed < PATIENCE)
            continue;
        uk_interrupt(now.thread);
        if (passed < STUCK)
            continue;
        uk_printk(" waits\n");
        now.worker++;
        enter(BETWEEN, NULL);
        if (uk_thread_create(work, NULL) < 0) {
            uk_printk("no thread is left\n");
            return 0;
        }
    }
    return 0;
}

long uk_sys_rt_sigaction(int number, const void *fresh, void *old,
                         size_t mask_bytes);

/* Or the first one that somebody sends ends the run. */
static void ignore_signals(void)
{
    const uint64_t action[] = {SIG_IGN, 0, 0, 0};

    for (int n = 1; n <= SIGNALS; n++)
        uk_sys_rt_sigaction(n, action, NULL, sizeof(action[0]));
}

static long parse(const char *digits)
{
    long value = 0;

    for (; *digits; digits++)
        value = value * 10 + (*digits - '0');
    return value;
}

int main(int argc, char **argv)
{
    long seed = argc > 1 ? parse(argv[1]) : 1;

    calls = argc > 2 ? parse(argv[2]) : HONEST_EVERY;
    risk = argc > 3 ? parse(argv[3]) : 0;
    first = argc > 4 ? parse(argv[4]) : 0;
    only = argc > 5 ? argv[5] : "";
    fuzz_victim_keep();
    fuzz_third_keep();
    fuzz_thunks_read();
    ignore_signals();
    fuzz_pool_seed((uint64_t)seed, argv[0]);
    uk_printk("seed %ld, %u functions, %u thunks\n", seed, fuzz_entry_count,
              fuzz_thunk_count());
    look_at_services();
    uk_thread_create(work, NULL);
    int status = look_after();
    uk_printk("fuzz: done\n");
    return status;
}
