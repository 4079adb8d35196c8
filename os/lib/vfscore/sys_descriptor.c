/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls on descriptors themselves. */
#include "vfs.h"
#include <errno.h>
#include <uk/sys_files.h>

#define SETTABLE (UK_O_APPEND | UK_O_NONBLOCK)
#define CLOSE_RANGE_CLOEXEC 4
#define FLOCK_OPERATIONS 0xf

long uk_sys_close(int fd)
{
    return vfs_close(fd);
}

long uk_sys_close_range(unsigned first, unsigned last, unsigned flags)
{
    if (first > last || flags & ~CLOSE_RANGE_CLOEXEC)
        return -EINVAL;
    for (unsigned fd = first; fd <= last && fd < UK_FILES_MAX; fd++) {
        if (!flags)
            vfs_close((int)fd);
        else if (uk_vfs_file_of((int)fd) >= 0)
            vfs_set_close_on_exec((int)fd, 1);
    }
    return 0;
}

/* The lowest free descriptor from `lowest` on, for the same file. */
static long duplicate(int fd, int lowest, int flags)
{
    struct file *file = vfs_get(fd);

    if (!file)
        return -EBADF;
    int copy = lowest < 0 || lowest >= UK_FILES_MAX
                   ? -EINVAL
                   : vfs_descriptor_for(file, lowest, flags);
    if (copy < 0)
        vfs_put(file); /* else the descriptor keeps it */
    return copy;
}

static long duplicate_to(int fd, int to, int flags)
{
    struct file *file = vfs_get(fd);

    if (!file)
        return -EBADF;
    int result = vfs_replace(file, to, flags);
    if (result < 0)
        vfs_put(file);
    return result;
}

long uk_sys_dup(int fd)
{
    return duplicate(fd, 0, 0);
}

long uk_sys_dup2(int fd, int to)
{
    if (fd == to)
        return uk_vfs_file_of(fd) < 0 ? -EBADF : fd;
    return duplicate_to(fd, to, 0);
}

long uk_sys_dup3(int fd, int to, int flags)
{
    if (fd == to || flags & ~UK_O_CLOEXEC)
        return -EINVAL;
    return duplicate_to(fd, to, flags);
}

static long control(struct file *file, int fd, int command, uint64_t argument)
{
    switch (command) {
    case UK_F_GETFD:
        return vfs_is_close_on_exec(fd) ? UK_FD_CLOEXEC : 0;
    case UK_F_SETFD:
        vfs_set_close_on_exec(fd, argument & UK_FD_CLOEXEC);
        return 0;
    case UK_F_GETFL:
        return file->flags;
    case UK_F_SETFL:
        file->flags = (file->flags & ~SETTABLE) | ((int)argument & SETTABLE);
        return 0;
    case UK_F_SETOWN:
    case UK_F_GETOWN:
        return 0;
    default:
        return -EINVAL;
    }
}

long uk_vfs_fcntl(int fd, int command, uint64_t argument)
{
    if (command == UK_F_DUPFD || command == UK_F_DUPFD_CLOEXEC)
        return duplicate(fd, (int)argument,
                         command == UK_F_DUPFD ? 0 : UK_O_CLOEXEC);
    struct file *file = vfs_get(fd);
    if (!file)
        return -EBADF;
    long result = control(file, fd, command, argument);
    vfs_put(file);
    return result;
}

/* Of nodes: how much is left to read. */
static long node_ioctl(const struct file *file, unsigned request,
                       void *argument)
{
    struct uk_stat stat;

    if (file->place.type == UK_S_IFCHR && vfs_is_console(file->place))
        return vfs_console.ioctl(0, request, argument);
    if (request != UK_FIONREAD || file->place.type != UK_S_IFREG)
        return -ENOTTY;
    int error = vfs_stat(file->place, &stat);
    if (error)
        return error;
    uint64_t left = stat.size > file->offset ? stat.size - file->offset : 0;
    *(int *)argument = left > INT32_MAX ? INT32_MAX : (int)left;
    return 0;
}

static long request_of(struct file *file, int fd, unsigned request,
                       void *argument)
{
    switch (request) {
    case UK_FIONBIO:
        file->flags = *(int *)argument ? file->flags | UK_O_NONBLOCK
                                       : file->flags & ~UK_O_NONBLOCK;
        return 0;
    case UK_FIOCLEX:
    case UK_FIONCLEX:
        vfs_set_close_on_exec(fd, request == UK_FIOCLEX);
        return 0;
    default:
        if (!file->ops)
            return node_ioctl(file, request, argument);
        return file->ops->ioctl
                   ? file->ops->ioctl(file->object, request, argument)
                   : -ENOTTY;
    }
}

long uk_vfs_ioctl(int fd, unsigned request, void *argument)
{
    struct file *file = argument ? vfs_get(fd) : NULL;

    if (!file)
        return argument ? -EBADF : -EFAULT;
    long result = request_of(file, fd, request, argument);
    vfs_put(file);
    return result;
}

/* One process: every lock is granted. */
long uk_sys_flock(int fd, int operation)
{
    if (uk_vfs_file_of(fd) < 0)
        return -EBADF;
    return operation & ~FLOCK_OPERATIONS ? -EINVAL : 0;
}
