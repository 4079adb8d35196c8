/* SPDX-License-Identifier: BSD-3-Clause */
/* FlexOS's placeholders, so that code ported for it compiles unchanged. They
 * have no work left: every call across libraries is bound at link time. */
#ifndef FLEXOS_ISOLATION_H
#define FLEXOS_ISOLATION_H

/* A call into library `lib`. */
#define flexos_gate(lib, f, ...) ((void)f(__VA_ARGS__))
/* A call whose result goes to `result`. */
#define flexos_gate_r(lib, result, f, ...) ((result) = f(__VA_ARGS__))

/* A variable that other compartments may use:
 *     static int counter __attribute__((flexos_whitelist));
 * A global goes to the shared domain; a stack variable to the shadow stack,
 * where the profile has one. */
#define flexos_whitelist annotate("flexos_whitelist")

/* Allocations that other compartments may use, from the shared heap: as malloc
 * and its relatives. Memory from here may go to plain free, too. */
void *flexos_malloc_whitelist(__SIZE_TYPE__ size);
void *flexos_calloc_whitelist(__SIZE_TYPE__ n, __SIZE_TYPE__ size);
void *flexos_realloc_whitelist(void *block, __SIZE_TYPE__ size);
void *flexos_memalign_whitelist(__SIZE_TYPE__ align, __SIZE_TYPE__ size);
void flexos_free_whitelist(void *block);

/* Literals are immutable: every compartment reads them. */
#define FLEXOS_SHARED_LITERAL(text) (text)

#endif
