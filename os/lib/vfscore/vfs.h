/* SPDX-License-Identifier: BSD-3-Clause */
/* vfscore's own: mounts, places, files. Threads switch only where a file
 * system or a file waits, so what is not held may be gone behind such a
 * call. */
#ifndef VFS_H
#define VFS_H

#include <uk/file.h>
#include <uk/fs.h>

/* A node of a mounted file system. */
struct place {
    unsigned mount;
    uint32_t type; /* mode & UK_S_IFMT */
    uint64_t node;
};

struct file {
    const struct uk_file_ops *ops; /* NULL: `place` counts */
    int object;
    int flags;
    unsigned users;   /* descriptors, calls under way; 0: the slot is free */
    unsigned holds;   /* those of them that other libraries have */
    int is_installed; /* had a descriptor: it is its maker's no more */
    unsigned waiters;
    struct place place;
    uint64_t offset; /* of a directory: see dirent.c */
};

/* Where a walk ended. `at` is held. */
struct walk {
    struct place at;
    /* Of a walk to the parent: the last name; length 0: the path ends in ".",
   * ".." or the root, and `at` is that itself. */
    const char *name;
    size_t length;
    int trailing_slash;
    char rest[UK_PATH_MAX];
};

#define WALK_FOLLOW 1 /* a symbolic link as the last name, too */
#define WALK_PARENT 2 /* all but the last name */

/* mount.c */
const struct uk_fs_ops *vfs_ops(struct place place);
void vfs_hold(struct place place);
void vfs_release(struct place place);
/* The root of what is mounted on the place, if so: replaces the hold. */
void vfs_enter_mount(struct place *place);
/* The place that a mount's root covers; 0: it is the first root. */
int vfs_leave_mount(struct place *place);
int vfs_has_root(void);
struct place vfs_root(void);
int vfs_stat(struct place place, struct uk_stat *out);
/* What somebody says of so many bytes, who may be in another compartment:
 * -EIO when it cannot be. */
long vfs_sane(long n, size_t bytes);
/* The file system's entry at a cookie: 1, or 0 behind the last; -EIO when it
 * has no name that an entry can have. */
int vfs_entry(struct place directory, uint64_t cookie, struct uk_entry *out);

/* walk.c. `dirfd` as in openat(2). On an error nothing is held. */
int vfs_walk(struct walk *walk, int dirfd, const char *path, unsigned how);

/* current.c: the current directory. */
struct place vfs_current(void);
/* Takes the hold. */
void vfs_set_current(struct place directory);
/* Its path with the end, from the end of `buffer` backwards; its start. */
long vfs_current_path(char *buffer, size_t bytes);

/* tables.c */
/* The copy of a table; checked and made at its first use. NULL: a function in
 * it is no entry, or there are too many tables. */
const struct uk_file_ops *vfs_table(const struct uk_file_ops *original);
/* Only if it has been made. */
const struct uk_file_ops *vfs_known_table(const struct uk_file_ops *original);

/* file.c */
/* Descriptors 0, 1 and 2. Called once, before all else. */
void vfs_open_console(void);
/* The file of a descriptor, held, or NULL. */
struct file *vfs_get(int fd);
void vfs_put(struct file *file);
int vfs_number(const struct file *file);
/* A new file for a place whose hold it takes; NULL: too many. */
struct file *vfs_file_of_place(struct place place, int flags);
int vfs_descriptor_for(struct file *file, int lowest, int flags);
int vfs_replace(struct file *file, int fd, int flags);
int vfs_close(int fd);
int vfs_is_close_on_exec(int fd);
void vfs_set_close_on_exec(int fd, int on);

/* Of posix-process, where an image has it: what writing to nobody means. */
void uk_signal_broken_pipe(void) __attribute__((weak));

/* io.c: at the file's own position when offset is NULL. */
long vfs_read(struct file *file, void *buffer, size_t bytes, uint64_t *offset);
long vfs_write(struct file *file, const void *buffer, size_t bytes,
               uint64_t *offset);

/* names.c */
long vfs_open(int dirfd, const char *path, int flags, uint32_t mode);
int vfs_make(int dirfd, const char *path, uint32_t mode);
int vfs_remove(int dirfd, const char *path, int is_directory);
int vfs_rename(int from_fd, const char *from, int to_fd, const char *to);
int vfs_symlink(const char *target, int dirfd, const char *path);
uint32_t vfs_umask(uint32_t mask);

/* stat.c */
int vfs_stat_file(const struct file *file, struct uk_stat *out);
int vfs_stat_path(int dirfd, const char *path, unsigned how,
                  struct uk_stat *out);
int vfs_is_console(struct place place);

/* console.c */
extern const struct uk_file_ops vfs_console;

#endif
