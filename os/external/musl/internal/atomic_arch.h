/* SPDX-License-Identifier: BSD-3-Clause */
/* musl's header of this name, but for the way to crash: HLT is not for
 * ring 3, and would not say who crashed. */
#include_next "atomic_arch.h"
#include <uk/assert.h>

static inline void flexos_crash(void)
{
    UK_CRASH("musl found its own data damaged");
}

#undef a_crash
#define a_crash flexos_crash
