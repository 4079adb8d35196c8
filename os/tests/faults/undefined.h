/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that do what C leaves undefined, by name; ends with NULL. */
#ifndef UNDEFINED_H
#define UNDEFINED_H

struct undefined {
    const char *name;
    int (*run)(void);
};

extern const struct undefined undefined[];

#endif
