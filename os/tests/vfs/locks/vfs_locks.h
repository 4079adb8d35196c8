/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VFS_LOCKS_H
#define VFS_LOCKS_H

/* Asks for a lock. No descriptor can say what fcntl's argument points to, so
 * this is in vfscore's compartment. How many checks failed. */
int vfs_locks(void);

#endif
