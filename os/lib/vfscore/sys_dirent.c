/* SPDX-License-Identifier: BSD-3-Clause */
/* Directory entries. A directory's position: 0 before ".", 1 before "..",
 * from 2 on the file system's cookie plus 2. */
#include "vfs.h"
#include <errno.h>
#include <uk/sys_files.h>

#define DOTS 2
#define ALIGNMENT 8

static size_t record_size(size_t length)
{
    size_t bytes = offsetof(struct uk_dirent64, d_name) + length + 1;

    return (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

/* The entry at a position: 1, or 0 behind the last. `next` becomes the
 * position behind it. */
static int entry_at(struct place directory, uint64_t position,
                    struct uk_entry *entry)
{
    if (position >= DOTS) {
        int found = vfs_entry(directory, position - DOTS, entry);
        entry->next += DOTS;
        return found;
    }
    struct uk_stat stat;
    int error = vfs_stat(directory, &stat);
    if (error)
        return error;
    *entry = (struct uk_entry){.node = stat.node,
                               .next = position + 1,
                               .type = UK_S_IFDIR,
                               .length = (uint32_t)position + 1,
                               .name = {'.', position ? '.' : 0}};
    return 1;
}

static void put_record(char *at, const struct uk_entry *entry, size_t bytes)
{
    struct uk_dirent64 *record = (void *)at;

    __builtin_memset(at, 0, bytes);
    record->d_ino = entry->node;
    record->d_off = (int64_t)entry->next;
    record->d_reclen = (uint16_t)bytes;
    record->d_type = (uint8_t)(entry->type >> 12);
    __builtin_memcpy(record->d_name, entry->name, entry->length);
}

static long fill(struct file *file, char *buffer, size_t bytes)
{
    struct uk_entry entry;
    size_t used = 0;

    if (file->ops || file->place.type != UK_S_IFDIR)
        return -ENOTDIR;
    for (;;) {
        int found = entry_at(file->place, file->offset, &entry);
        if (found <= 0)
            return used ? (long)used : found;
        size_t size = record_size(entry.length);
        if (size > bytes - used)
            return used ? (long)used : -EINVAL;
        put_record(buffer + used, &entry, size);
        used += size;
        file->offset = entry.next;
    }
}

long uk_sys_getdents64(int fd, void *buffer, unsigned bytes)
{
    struct file *file = buffer || !bytes ? vfs_get(fd) : NULL;

    if (!file)
        return buffer || !bytes ? -EBADF : -EFAULT;
    long result = fill(file, buffer, bytes);
    vfs_put(file);
    return result;
}
