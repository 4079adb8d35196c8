/* SPDX-License-Identifier: BSD-3-Clause */
/* Parameters stand on the command line before a word "--":
 *     vfscore.root=ramfs uktime.epoch=1700000000 -- arguments of main
 * A library asks for its own when it starts; values come back in registers,
 * so that nobody needs to read anybody's memory. */
#ifndef UK_LIBPARAM_H
#define UK_LIBPARAM_H

/* The value of the decimal or 0x-hexadecimal parameter `name`, a literal;
 * `otherwise` when it is not given or is no number. */
long uk_libparam_number(const char *name, long otherwise);

/* 1: the parameter `name` is given as `value`. Both are literals. */
int uk_libparam_is(const char *name, const char *value);

#endif
