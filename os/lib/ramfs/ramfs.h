/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RAMFS_H
#define RAMFS_H

#include <stddef.h>
#include <stdint.h>

#define RAMFS_ROOT 0

/* A new node; -EEXIST, -ENOMEM or -ENAMETOOLONG. */
long ramfs_create(uint64_t directory, const char *name, size_t length,
                  uint32_t mode);
/* -ENOENT, or -ENOTDIR when `directory` is none. */
long ramfs_lookup(uint64_t directory, const char *name, size_t length);
/* Lets a file's content stay where it is until somebody writes to it. */
void ramfs_borrow(uint64_t node, const void *content, size_t bytes,
                  int64_t mtime);
/* Fills the root directory; -EINVAL: no cpio archive in newc format. */
int ramfs_unpack(const uint8_t *archive, size_t bytes);

#endif
