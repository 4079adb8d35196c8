/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX functions whose sources in newlib are for other systems only. */
#include "errors.h"
#include <errno.h>
#include <fcntl.h>
#include <reent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <uk/sched.h>
#include <uk/time.h>
#include <uk/vfs.h>
#include <unistd.h>

#define NANOSECONDS 1000000000ULL
#define MODE_MASK 07777

int open(const char *path, int flags, ...)
{
    va_list arguments;
    int mode = 0;

    if (flags & O_CREAT) {
        va_start(arguments, flags);
        mode = va_arg(arguments, int);
        va_end(arguments);
    }
    return _open_r(_REENT, path, flags, mode & MODE_MASK);
}

int close(int fd)
{
    return _close_r(_REENT, fd);
}

_ssize_t read(int fd, void *buffer, size_t bytes)
{
    return _read_r(_REENT, fd, buffer, bytes);
}

_ssize_t write(int fd, const void *buffer, size_t bytes)
{
    return _write_r(_REENT, fd, buffer, bytes);
}

off_t lseek(int fd, off_t offset, int whence)
{
    return _lseek_r(_REENT, fd, offset, whence);
}

int fstat(int fd, struct stat *out)
{
    return _fstat_r(_REENT, fd, out);
}

int stat(const char *path, struct stat *out)
{
    return _stat_r(_REENT, path, out);
}

int isatty(int fd)
{
    return _isatty_r(_REENT, fd);
}

int unlink(const char *path)
{
    return _unlink_r(_REENT, path);
}

int mkdir(const char *path, mode_t mode)
{
    return _mkdir_r(_REENT, path, (int)mode);
}

static int failed(int error)
{
    if (!error)
        return 0;
    errno = flexos_newlib_error(-error);
    return -1;
}

int rmdir(const char *path)
{
    return failed(uk_vfs_rmdir(path));
}

int ftruncate(int fd, off_t size)
{
    return failed(uk_vfs_ftruncate(fd, size));
}

int fsync(int fd)
{
    return failed(uk_vfs_fsync(fd));
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    return _gettimeofday_r(_REENT, out, zone);
}

pid_t getpid(void)
{
    return 1;
}

int kill(pid_t process, int signal)
{
    return _kill_r(_REENT, process, signal);
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
    uint64_t time =
        clock == CLOCK_MONOTONIC ? uk_time_monotonic() : uk_time_wall();

    out->tv_sec = (time_t)(time / NANOSECONDS);
    out->tv_nsec = (long)(time % NANOSECONDS);
    return 0;
}

int nanosleep(const struct timespec *time, struct timespec *rest)
{
    if (time->tv_nsec < 0 || (uint64_t)time->tv_nsec >= NANOSECONDS ||
        time->tv_sec < 0)
        return failed(-EINVAL);
    uk_sched_sleep((uint64_t)time->tv_sec * NANOSECONDS +
                   (uint64_t)time->tv_nsec);
    if (rest)
        *rest = (struct timespec){0};
    return 0;
}

unsigned sleep(unsigned seconds)
{
    uk_sched_sleep(seconds * NANOSECONDS);
    return 0;
}

int usleep(useconds_t microseconds)
{
    uk_sched_sleep(microseconds * 1000ULL);
    return 0;
}

FILE *flexos_stream(int fd)
{
    struct _reent *r = _REENT;

    return fd == 0 ? r->_stdin : fd == 1 ? r->_stdout : r->_stderr;
}

/* Called by ukboot after main: what exit() does. */
void uk_libc_exit(int status)
{
    exit(status);
}
