/* SPDX-License-Identifier: BSD-3-Clause */
/* The first of Linux's system calls on files, on uk/vfs.h. */
#include <errno.h>
#include <uk/vfs.h>

#define AT_FDCWD (-100)
#define TIOCGWINSZ 0x5413

struct iovec {
    void *base;
    size_t bytes;
};

struct winsize {
    uint16_t rows, columns, width, height;
};

long uk_sys_open(const char *path, int flags, int mode)
{
    return uk_vfs_open(path, flags, mode);
}

long uk_sys_openat(int directory, const char *path, int flags, int mode)
{
    return directory == AT_FDCWD || path[0] == '/'
               ? uk_vfs_open(path, flags, mode)
               : -EBADF;
}

long uk_sys_close(int fd)
{
    return uk_vfs_close(fd);
}

long uk_sys_read(int fd, void *buffer, size_t bytes)
{
    return uk_vfs_read(fd, buffer, bytes);
}

long uk_sys_write(int fd, const void *buffer, size_t bytes)
{
    return uk_vfs_write(fd, buffer, bytes);
}

long uk_sys_readv(int fd, const struct iovec *pieces, int count)
{
    long done = 0;

    for (int i = 0; i < count; i++) {
        long n = uk_vfs_read(fd, pieces[i].base, pieces[i].bytes);
        if (n < 0)
            return done ? done : n;
        done += n;
        if ((size_t)n < pieces[i].bytes)
            break;
    }
    return done;
}

long uk_sys_writev(int fd, const struct iovec *pieces, int count)
{
    long done = 0;

    for (int i = 0; i < count; i++) {
        long n = uk_vfs_write(fd, pieces[i].base, pieces[i].bytes);
        if (n < 0)
            return done ? done : n;
        done += n;
        if ((size_t)n < pieces[i].bytes)
            break;
    }
    return done;
}

long uk_sys_lseek(int fd, long offset, int whence)
{
    return uk_vfs_lseek(fd, offset, whence);
}

/* The console is a terminal of unknown size. */
long uk_sys_ioctl(int fd, unsigned long request, void *argument)
{
    struct uk_stat stat;
    int error = uk_vfs_fstat(fd, &stat);

    if (error)
        return error;
    if ((stat.mode & UK_S_IFMT) != UK_S_IFCHR || request != TIOCGWINSZ)
        return -ENOTTY;
    *(struct winsize *)argument = (struct winsize){0};
    return 0;
}

long uk_sys_unlink(const char *path)
{
    return uk_vfs_unlink(path);
}

long uk_sys_mkdir(const char *path, int mode)
{
    return uk_vfs_mkdir(path, mode);
}

long uk_sys_rmdir(const char *path)
{
    return uk_vfs_rmdir(path);
}

long uk_sys_rename(const char *from, const char *to)
{
    return uk_vfs_rename(from, to);
}

long uk_sys_ftruncate(int fd, long size)
{
    return uk_vfs_ftruncate(fd, size);
}
