/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's state of each thread: the first thread's is static, those of others
 * are made when they first come here. */
#include <flexos/layout.h>
#include <reent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct _reent first = _REENT_INIT(first);
static struct _reent *reents[FLEXOS_THREADS_MAX];

struct _reent *_impure_ptr = &first;
struct _reent *const _global_impure_ptr = &first;

/* The GS base, which identifies the thread (flexos/layout.h). */
static inline uintptr_t self(void)
{
    uintptr_t base;

    __asm__("movq %%gs:%c1, %0" : "=r"(base) : "i"(FLEXOS_WORDS_SELF));
    return base;
}

int *__errno(void)
{
    return (int *)(self() + FLEXOS_WORDS_CELL + FLEXOS_CELL_ERRNO);
}

static struct _reent *new_reent(unsigned thread)
{
    struct _reent *r = thread ? malloc(sizeof(*r)) : &first;

    if (!r)
        abort();
    if (thread)
        _REENT_INIT_PTR(r);
    r->_errno_cell = __errno();
    return reents[thread] = r;
}

struct _reent *__getreent(void)
{
    unsigned thread =
        (unsigned)((self() - FLEXOS_WORDS_BASE) / FLEXOS_WORDS_STRIDE);
    struct _reent *r = reents[thread];

    return r ? r : new_reent(thread);
}
