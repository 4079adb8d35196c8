/* SPDX-License-Identifier: BSD-3-Clause */
/* fcntl and ioctl: what their argument is depends on what is asked. vfscore
 * gets numbers, and 8 bytes for a request. */
#include <errno.h>
#include <uk/file.h>
#include <uk/sys_files.h>
#include <uk/sys_uio.h>

/* There is one process: every lock is granted. */
static long lock(int fd, int command, struct uk_flock *flock)
{
    int file = uk_vfs_file_of(fd);

    if (file < 0)
        return file;
    if (!flock)
        return -EFAULT;
    if (command == UK_F_GETLK)
        flock->l_type = UK_F_UNLCK;
    return 0;
}

long uk_sys_fcntl(int fd, int command, uint64_t argument)
{
    switch (command) {
    case UK_F_GETLK:
    case UK_F_SETLK:
    case UK_F_SETLKW:
        return lock(fd, command, (struct uk_flock *)argument);
    default:
        return uk_vfs_fcntl(fd, command, argument);
    }
}

/* Bytes that a request's argument leads to; 0: it is a number, or nothing. */
static size_t bytes_of(unsigned request)
{
    switch (request) {
    case UK_FIONBIO:
    case UK_FIONREAD:
        return sizeof(int);
    case UK_TIOCGWINSZ:
        return sizeof(struct uk_winsize);
    default:
        return 0;
    }
}

long uk_sys_ioctl(int fd, unsigned request, void *argument)
{
    size_t bytes = bytes_of(request);
    uint64_t data = 0;

    if (bytes && !argument)
        return -EFAULT;
    /* FIONBIO's may be constant. */
    if (request == UK_FIONBIO)
        __builtin_memcpy(&data, argument, bytes);
    long result = uk_vfs_ioctl(fd, request, &data);
    if (result >= 0 && bytes && request != UK_FIONBIO)
        __builtin_memcpy(argument, &data, bytes);
    return result;
}
