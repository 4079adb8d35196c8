/* SPDX-License-Identifier: BSD-3-Clause */
/* errno is one cell per thread that every compartment can use: whoever calls
 * a function of musl through a gate reads the error there. Bound directly. */
#include <flexos/layout.h>
#include <stdint.h>

int *__errno_location(void)
{
    uintptr_t self;

    __asm__("movq %%gs:%c1, %0" : "=r"(self) : "i"(FLEXOS_WORDS_SELF));
    return (int *)(self + FLEXOS_WORDS_CELL + FLEXOS_CELL_ERRNO);
}

/* musl's own name for it. */
extern int *___errno_location(void)
    __attribute__((alias("__errno_location"), visibility("hidden")));
