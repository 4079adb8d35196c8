/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads of musl on threads of uksched. A thread runs on the stack that
 * ring 0 gave it; of the memory that musl maps for one, only the part with
 * its thread-local variables is used. */
#define _GNU_SOURCE
#include "pthread_impl.h"
#include "syscall.h"
#include "thread_local.h"
#include <flexos/layout.h>
#include <flexos/syscall.h>
#include <sched.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <uk/sched.h>

/* What musl asks for of Linux to be in a new thread, and nothing else. */
#define THREAD_FLAGS                                                           \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |        \
     CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |                      \
     CLONE_CHILD_CLEARTID | CLONE_DETACHED)

/* musl keeps these in what it maps for a thread. */
unsigned __default_stacksize = 4096;
unsigned __default_guardsize = 0;

struct thread {
    int (*function)(void *);
    void *argument;
    void *tls;
    volatile int *clear; /* set to 0 and woken when the thread ends */
};

/* By number in uksched. Linux's numbers are one more: 0 is no thread. */
static struct thread threads[FLEXOS_THREADS_MAX];

static unsigned self(void)
{
    return (unsigned)uk_thread_self();
}

static int number_of(unsigned thread)
{
    return (int)thread + 1;
}

long uk_sys_set_thread_area(void *tls)
{
    return flexos_syscall(FLEXOS_SYS_SET_FS, (long)tls, 0, 0);
}

long uk_sys_set_tid_address(int *clear)
{
    threads[self()].clear = clear;
    return number_of(self());
}

long uk_sys_gettid(void)
{
    return number_of(self());
}

/* Robust mutexes are handled when a thread ends; no thread is killed. */
long uk_sys_set_robust_list(void *head, size_t size)
{
    (void)head;
    (void)size;
    return 0;
}

/* Ends the calling thread. */
long uk_sys_exit(int status)
{
    volatile int *clear = threads[self()].clear;

    (void)status;
    flexos_free_thread_locals();
    if (clear) {
        *clear = 0;
        __wake(clear, 1, 0);
    }
    threads[self()] = (struct thread){0};
    uk_thread_exit();
}

static void begin(void *unused)
{
    struct thread *thread = &threads[self()];

    (void)unused;
    uk_sys_set_thread_area(thread->tls);
    uk_sys_exit(thread->function(thread->argument));
}

int __clone(int (*function)(void *), void *stack, int flags, void *argument,
            ...)
{
    va_list more;

    (void)stack;
    if (flags != THREAD_FLAGS)
        return -ENOSYS; /* a process: posix_spawn and the like */
    va_start(more, argument);
    int *parent = va_arg(more, int *);
    void *tls = va_arg(more, void *);
    int *clear = va_arg(more, int *);
    va_end(more);
    int thread = uk_thread_create(begin, 0);
    if (thread < 0)
        return thread;
    /* A scheduler in another compartment could say anything; a thread that
     * runs already is not a new one. */
    if (thread >= FLEXOS_THREADS_MAX || threads[thread].function)
        return -EAGAIN;
    threads[thread] = (struct thread){function, argument, tls, clear};
    return *parent = number_of((unsigned)thread);
}

/* Ends a detached thread, and with it the memory of its own variables, which
 * nothing reads after this: uk_sys_exit uses what is in the arrays here. */
_Noreturn void __unmapself(void *base, size_t size)
{
    __munmap(base, size);
    uk_sys_exit(0);
    a_crash();
}

/* The stack's size is the image's: a wish for more memory is not followed. */
int pthread_attr_setstacksize(pthread_attr_t *attr, size_t size)
{
    if (size < PTHREAD_STACK_MIN || size > SIZE_MAX / 4)
        return EINVAL;
    attr->_a_stackaddr = 0;
    attr->_a_stacksize = __default_stacksize;
    return 0;
}

/* The holder gets to run only if the others let it. */
int pthread_spin_lock(pthread_spinlock_t *lock)
{
    while (a_cas(lock, 0, EBUSY))
        uk_sched_yield();
    return 0;
}
