/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NINEPFS_H
#define NINEPFS_H

#include <uk/fs.h>

extern const struct uk_fs_ops ninepfs_ops;

/* listing.c: the `entry` of the operations. */
int ninepfs_entry(uint64_t directory, uint64_t cookie, struct uk_entry *out);

#endif
