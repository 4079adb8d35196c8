/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread-local variables (C11 _Thread_local), which the late-binding pass turns
 * into calls of this: each variable has a number, given when it is first used,
 * each thread an array of its own variables, made when they are first used. */
#include "thread_local.h"
#include <flexos/layout.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uk/assert.h>
#include <uk/sched.h>

#undef malloc
#undef realloc
#undef free

/* The compiler's description of a variable (GCC, libgcc's emutls.c). */
struct description {
    size_t size, alignment, number;
    const void *content; /* at first; NULL: zeros */
};

struct variables {
    size_t count;
    void **at;
};

static struct variables variables[FLEXOS_THREADS_MAX];
static size_t numbers;

static struct variables *own(void)
{
    return &variables[uk_thread_self()];
}

/* Named in library.yaml: a profile can give callers elsewhere its memory. */
static __attribute__((noinline)) void *
make_variable(const struct description *what)
{
    size_t least = sizeof(void *);
    size_t alignment = what->alignment > least ? what->alignment : least;
    void *variable =
        aligned_alloc(alignment, (what->size + alignment - 1) & -alignment);

    if (!variable)
        UK_CRASH("no memory for a thread-local variable; raise -M");
    if (what->content)
        memcpy(variable, what->content, what->size);
    else
        memset(variable, 0, what->size);
    return variable;
}

void *__emutls_get_address(struct description *what)
{
    struct variables *mine = own();

    if (!what->number)
        what->number = ++numbers;
    if (what->number > mine->count) {
        void **more = realloc(mine->at, numbers * sizeof(*more));
        if (!more)
            UK_CRASH("no memory for thread-local variables; raise -M");
        memset(more + mine->count, 0, (numbers - mine->count) * sizeof(*more));
        mine->at = more;
        mine->count = numbers;
    }
    void **variable = &mine->at[what->number - 1];
    if (!*variable)
        *variable = make_variable(what);
    return *variable;
}

void flexos_free_thread_locals(void)
{
    struct variables *mine = own();

    for (size_t i = 0; i < mine->count; i++)
        free(mine->at[i]);
    free(mine->at);
    *mine = (struct variables){0};
}
