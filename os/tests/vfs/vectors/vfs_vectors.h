/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VFS_VECTORS_H
#define VFS_VECTORS_H

/* Reads and writes vectors, and asks for a lock. No descriptor can say what a
 * vector or fcntl's argument points to, so this is in vfscore's compartment.
 * How many checks failed. */
int vfs_vectors(void);

#endif
