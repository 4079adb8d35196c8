/* SPDX-License-Identifier: BSD-3-Clause */
/* Variables with bytes that nobody writes, by name; ends with NULL. */
#ifndef UNINITIALISED_H
#define UNINITIALISED_H

struct uninitialised {
    const char *name;
    void (*look)(void);
};

extern const struct uninitialised uninitialised[];

/* How many bytes of a secret, which an earlier call had on the stack, are in
 * the variable. */
int uninitialised_bytes(const struct uninitialised *variable);

#endif
