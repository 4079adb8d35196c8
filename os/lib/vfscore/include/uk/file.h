/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files that are no nodes of file systems: pipes, sockets, counters.
 *
 * A file is a number (not a descriptor: several of these may stand for one
 * file, after dup). Its owner keeps an object behind it, a number too. The
 * operations never wait: they return -EAGAIN, and vfscore waits, or does not,
 * as the file's flags say. So every owner must report with uk_vfs_event when
 * something becomes possible that was not. */
#ifndef UK_FILE_H
#define UK_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <uk/linux.h>

/* More descriptors, or files, there are not. */
#define UK_FILES_MAX 4096

/* Constant; the functions are entries, which may be in another compartment.
 * NULL: what a file of this kind cannot do. */
struct uk_file_ops {
    uint32_t type; /* what fstat says: UK_S_IFIFO, UK_S_IFSOCK or 0 */
    long (*read)(int object, void *buffer, size_t bytes);
    long (*write)(int object, const void *buffer, size_t bytes);
    /* UK_POLL* bits that hold now. */
    unsigned (*poll)(int object);
    /* Requests that vfscore does not handle itself. */
    long (*ioctl)(int object, unsigned request, void *argument);
    /* The last descriptor is closed and no call is under way. */
    void (*close)(int object);
};

_Static_assert(sizeof(struct uk_file_ops) == 48, "library.yaml has it");

/* A new file; `flags`: UK_O_ACCMODE and UK_O_NONBLOCK. Returns its number,
 * -ENFILE, or -EINVAL: a function in the table is no entry, or this is one
 * table too many. The table is copied at its first use. Until it is installed it belongs to the caller. */
int uk_vfs_file_new(const struct uk_file_ops *ops, int object, int flags);
/* Gives the file its first descriptor, the lowest that is free, and returns
 * it; UK_O_CLOEXEC in `flags` matters. On -EMFILE the file is dropped and
 * `close` not called: the object stays the caller's. */
int uk_vfs_file_install(int file, int flags);
/* Drops a file that was never installed; `close` is not called. */
void uk_vfs_file_forget(int file);

/* The file of a descriptor or -EBADF. */
int uk_vfs_file_of(int fd);
/* The object behind a descriptor, or -EBADF; -EINVAL when it is of other
 * operations than `ops`, which is only compared. */
int uk_vfs_file_object(int fd, const struct uk_file_ops *ops);
/* Its flags as open got them, or -EBADF. */
int uk_vfs_file_flags(int file);
/* The longest that a read, or a write, waits: nanoseconds, UK_FOREVER at
 * first. Then it gives -EAGAIN. */
uint64_t uk_vfs_file_timeout(int file, int of_write);
void uk_vfs_file_set_timeout(int file, int of_write, uint64_t nanoseconds);
/* Keeps a file, and drops it: whoever waits with a file while others may
 * close its descriptor does it in between. */
void uk_vfs_file_hold(int file);
void uk_vfs_file_drop(int file);

/* What holds now of a file: UK_POLL* bits. Regular files and directories are
 * always ready. */
unsigned uk_vfs_poll(int file);
/* Whether a file can be not ready at all: 0 for regular files. */
int uk_vfs_can_wait(int file);
/* The owner says: these bits of the file hold as of now. Wakes who waits. */
void uk_vfs_event(int file, unsigned events);
/* Waits for any event of the file; -ETIMEDOUT after so many nanoseconds. The
 * caller holds the file and has just seen that it cannot go on. */
int uk_vfs_wait(int file, uint64_t nanoseconds);

#endif
