/* SPDX-License-Identifier: BSD-3-Clause */
/* The current directory: one for the guest, which is one process. Its path
 * is found by walking up, so it is right after a rename, too. */
#include "vfs.h"
#include <errno.h>

static struct place current; /* held */
static int is_set;

struct place vfs_current(void)
{
    return is_set ? current : vfs_root();
}

void vfs_set_current(struct place directory)
{
    if (is_set)
        vfs_release(current);
    current = directory;
    is_set = 1;
}

/* The name that a directory's parent gives it, written so that it ends at
 * buffer + at, a slash before it; where it begins. */
static long prepend_name(struct place parent, uint64_t node, char *buffer,
                         size_t at)
{
    struct uk_entry entry = {.next = 0};
    int found;

    do {
        found = vfs_entry(parent, entry.next, &entry);
        if (found <= 0)
            return found ? found : -ENOENT;
    } while (entry.node != node);
    if (at < entry.length + 1)
        return -ERANGE;
    at -= entry.length;
    __builtin_memcpy(buffer + at, entry.name, entry.length);
    buffer[--at] = '/';
    return (long)at;
}

/* One directory up: replaces *at; 0 at the root. */
static long climb(struct place *at, char *buffer, size_t used)
{
    struct uk_stat stat;
    struct place parent = *at;

    if (!vfs_leave_mount(at))
        return 0;
    int error = vfs_stat(*at, &stat);
    if (error)
        return error;
    parent = *at;
    long up = vfs_ops(*at)->lookup(at->node, "..", 2, &parent.type);
    if (up < 0)
        return up;
    parent.node = (uint64_t)up;
    long start = prepend_name(parent, stat.node, buffer, used);
    vfs_release(*at);
    *at = parent;
    return start;
}

long vfs_current_path(char *buffer, size_t bytes)
{
    struct place at = vfs_current();
    size_t used = bytes - 1;
    long start;

    if (!bytes)
        return -ERANGE;
    vfs_hold(at);
    buffer[used] = 0;
    while ((start = climb(&at, buffer, used)) > 0)
        used = (size_t)start;
    vfs_release(at);
    if (start < 0)
        return start;
    if (used == bytes - 1) {
        if (!used)
            return -ERANGE;
        buffer[--used] = '/';
    }
    return (long)used;
}
