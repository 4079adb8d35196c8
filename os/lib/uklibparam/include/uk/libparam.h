/* SPDX-License-Identifier: BSD-3-Clause */
/* Parameters stand on the command line before a word "--":
 *     vfscore.root=ramfs uktime.epoch=1700000000 -- arguments of main
 * A library asks for its own when it starts; values come back in registers,
 * so that nobody needs to read anybody's memory. */
#ifndef UK_LIBPARAM_H
#define UK_LIBPARAM_H

#include <stddef.h>

/* The value of the decimal or 0x-hexadecimal parameter `name`, a literal;
 * `otherwise` when it is not given or is no number. */
long uk_libparam_number(const char *name, long otherwise);

/* 1: the parameter `name` is given as `value`. Both are literals. */
int uk_libparam_is(const char *name, const char *value);

/* The text behind `prefix`, a literal, in the index-th parameter that begins
 * so, without quotes, cut to `bytes` with its end. Returns its whole length,
 * or -ENOENT when there are not so many. */
long uk_libparam_text(const char *prefix, unsigned index, char *out,
                      size_t bytes);

/* The IPv4 address of the parameter `name`, a literal, its first number in the
 * highest byte; `otherwise` when it is not given or is no address. */
long uk_libparam_ipv4(const char *name, long otherwise);

#endif
