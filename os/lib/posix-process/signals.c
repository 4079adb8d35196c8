/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals that the program sends to itself; nobody else can. A handler runs
 * in the thread that sends, before the call returns, unless the signal is
 * blocked there: then as soon as it is not. */
#include <errno.h>
#include <flexos/entries.h>
#include <flexos/layout.h>
#include <flexos/syscall.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/assert.h>
#include <uk/print.h>
#include <uk/sched.h>

#define SIGNALS 64
#define SIGABRT 6
#define SIGKILL 9
#define SIGPIPE 13
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTTOU 22
#define SIGURG 23
#define SIGWINCH 28
/* The C library's own: ends the waiting of a thread that is to be cancelled. */
#define SIGCANCEL 33
#define SIG_DFL 0
#define SIG_IGN 1
#define SA_SIGINFO 4UL
#define SA_NODEFER 0x40000000UL
#define SA_RESETHAND 0x80000000UL
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2
#define SI_TKILL (-6)
#define PROCESS 1
#define STATUS_SIGNAL 128
#define INFO_BYTES 128
#define CONTEXT_BYTES 968

/* Linux's struct k_sigaction. */
struct action {
    uintptr_t handler;
    unsigned long flags;
    uintptr_t restorer;
    uint64_t mask;
};

union info {
    struct {
        int number, error, code, padding, process, user;
    } sent;
    uint8_t bytes[INFO_BYTES];
};

static struct action actions[SIGNALS + 1];
/* Bit n - 1 is signal n. */
static uint64_t blocked[FLEXOS_THREADS_MAX], pending[FLEXOS_THREADS_MAX];

static uint64_t bit(int number)
{
    return 1UL << (number - 1);
}

/* Those that Linux lets a process live on after; nothing can be stopped. */
static int is_harmless(int number)
{
    return number == SIGCHLD || number == SIGURG || number == SIGWINCH ||
           (number >= SIGCONT && number <= SIGTTOU && number != SIGSTOP);
}

static void end(int number)
{
    if (number == SIGABRT)
        UK_CRASH("abort() was called");
    uk_printk("the program was ended by signal %d\n", number);
    flexos_syscall(FLEXOS_SYS_EXIT, STATUS_SIGNAL + number, 0, 0);
}

static void deliver(int number, int thread)
{
    struct action action = actions[number];
    uint64_t mask = blocked[thread];
    union info info = {.sent = {number, 0, SI_TKILL, 0, PROCESS, 0}};
    uint8_t context[CONTEXT_BYTES] = {0};

    if (action.handler == SIG_IGN)
        return;
    if (action.handler == SIG_DFL) {
        if (!is_harmless(number))
            end(number);
        return;
    }
    if (action.flags & SA_RESETHAND)
        actions[number].handler = SIG_DFL;
    blocked[thread] |= action.mask;
    if (!(action.flags & SA_NODEFER))
        blocked[thread] |= bit(number);
    if (action.flags & SA_SIGINFO)
        ((void (*)(int, void *, void *))action.handler)(number, &info, context);
    else
        ((void (*)(int))action.handler)(number);
    blocked[thread] = mask;
}

static void deliver_pending(int thread)
{
    uint64_t ready;

    while ((ready = pending[thread] & ~blocked[thread])) {
        int number = __builtin_ctzl(ready) + 1;
        pending[thread] &= ~bit(number);
        deliver(number, thread);
    }
}

static long send(int thread, int number)
{
    int self = uk_thread_self();

    if (number < 0 || number > SIGNALS)
        return -EINVAL;
    if (!number)
        return 0;
    if (number == SIGCANCEL) {
        if (thread != self)
            uk_interrupt(thread);
        return 0;
    }
    /* To another thread: as if to the process. */
    pending[self] |= bit(number);
    if (number == SIGKILL || number == SIGSTOP)
        end(number);
    deliver_pending(self);
    return 0;
}

/* vfscore and posix-socket call it when a thread writes to where nobody reads;
 * who ignores the signal gets the error only. */
void uk_signal_broken_pipe(void)
{
    send(uk_thread_self(), SIGPIPE);
}

/* Threads are numbered from 1 here, as Linux numbers them. */
long uk_sys_tkill(int thread, int number)
{
    if (thread < 1 || thread > FLEXOS_THREADS_MAX)
        return -ESRCH;
    return send(thread - 1, number);
}

long uk_sys_tgkill(int process, int thread, int number)
{
    return process == PROCESS ? uk_sys_tkill(thread, number) : -ESRCH;
}

long uk_sys_kill(int process, int number)
{
    if (process != PROCESS && process != 0 && process != -1)
        return -ESRCH;
    return send(uk_thread_self(), number);
}

/* It is called from here, with the rights of this compartment. */
static int is_handler(uintptr_t handler)
{
    return handler == SIG_DFL || handler == SIG_IGN || flexos_is_entry(handler);
}

long uk_sys_rt_sigaction(int number, const struct action *fresh,
                         struct action *old, size_t mask_bytes)
{
    if (number < 1 || number > SIGNALS || mask_bytes != 8 ||
        (fresh && (number == SIGKILL || number == SIGSTOP)))
        return -EINVAL;
    struct action was = actions[number];
    if (fresh) {
        struct action now = *fresh;

        if (!is_handler(now.handler))
            return -EFAULT;
        actions[number] = now;
    }
    if (old)
        *old = was;
    return 0;
}

long uk_sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *old,
                           size_t mask_bytes)
{
    int self = uk_thread_self();
    uint64_t mask = blocked[self];

    if (mask_bytes != 8)
        return -EINVAL;
    if (set) {
        uint64_t change = *set & ~(bit(SIGKILL) | bit(SIGSTOP));
        if (how == SIG_BLOCK)
            blocked[self] = mask | change;
        else if (how == SIG_UNBLOCK)
            blocked[self] = mask & ~change;
        else if (how == SIG_SETMASK)
            blocked[self] = change;
        else
            return -EINVAL;
    }
    if (old)
        *old = mask;
    deliver_pending(self);
    return 0;
}

long uk_sys_rt_sigpending(uint64_t *out, size_t mask_bytes)
{
    if (mask_bytes != 8)
        return -EINVAL;
    if (!out)
        return -EFAULT;
    *out = pending[uk_thread_self()];
    return 0;
}

/* No signal comes while a thread waits: it would wait for ever. */
long uk_sys_rt_sigsuspend(const uint64_t *mask, size_t mask_bytes)
{
    int self = uk_thread_self();
    uint64_t before = blocked[self];

    if (mask_bytes != 8)
        return -EINVAL;
    if (!mask)
        return -EFAULT;
    blocked[self] = *mask;
    if (pending[self] & ~blocked[self])
        deliver_pending(self);
    else
        uk_wait((uint64_t)&blocked[self], UK_FOREVER);
    blocked[self] = before;
    return -EINTR;
}

/* Handlers run on the stack of the thread that sends. */
long uk_sys_sigaltstack(const void *fresh, void *old)
{
    (void)fresh;
    (void)old;
    return 0;
}
