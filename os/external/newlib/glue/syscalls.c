/* SPDX-License-Identifier: BSD-3-Clause */
/* What newlib asks of an operating system, from the microlibraries. Buffers
 * that come from newlib's callers are handed on as they are; what the other
 * side fills for newlib itself is on the stack here. */
#include "errors.h"
#include <errno.h>
#include <fcntl.h>
#include <flexos/syscall.h>
#include <reent.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <uk/assert.h>
#include <uk/sched.h>
#include <uk/time.h>
#include <uk/vfs.h>
#include <unistd.h>

#define NANOSECONDS 1000000000ULL
#define MICROSECONDS 1000000ULL

/* A result of ours as POSIX has it. */
static long result(struct _reent *r, long value)
{
    if (value >= 0)
        return value;
    r->_errno = flexos_newlib_error((int)-value);
    return -1;
}

static int refuse(struct _reent *r, int error)
{
    r->_errno = error;
    return -1;
}

static int vfs_flags(int flags)
{
    int result = flags & O_ACCMODE;

    result |= flags & O_APPEND ? UK_O_APPEND : 0;
    result |= flags & O_CREAT ? UK_O_CREAT : 0;
    result |= flags & O_EXCL ? UK_O_EXCL : 0;
    result |= flags & O_TRUNC ? UK_O_TRUNC : 0;
    result |= flags & O_DIRECTORY ? UK_O_DIRECTORY : 0;
    return result;
}

int _open_r(struct _reent *r, const char *path, int flags, int mode)
{
    return (int)result(r, uk_vfs_open(path, vfs_flags(flags), mode));
}

int _close_r(struct _reent *r, int fd)
{
    return (int)result(r, uk_vfs_close(fd));
}

_ssize_t _read_r(struct _reent *r, int fd, void *buffer, size_t bytes)
{
    return result(r, uk_vfs_read(fd, buffer, bytes));
}

_ssize_t _write_r(struct _reent *r, int fd, const void *buffer, size_t bytes)
{
    return result(r, uk_vfs_write(fd, buffer, bytes));
}

_off_t _lseek_r(struct _reent *r, int fd, _off_t offset, int whence)
{
    return result(r, uk_vfs_lseek(fd, offset, whence));
}

static int give(struct _reent *r, int error, const struct uk_stat *from,
                struct stat *to)
{
    if (error)
        return (int)result(r, error);
    memset(to, 0, sizeof(*to));
    to->st_ino = (ino_t)from->node;
    to->st_mode = from->mode;
    to->st_nlink = (nlink_t)from->links;
    to->st_size = (off_t)from->size;
    to->st_mtime = (time_t)from->mtime;
    to->st_blksize = 4096;
    to->st_blocks = (blkcnt_t)((from->size + 511) / 512);
    return 0;
}

int _fstat_r(struct _reent *r, int fd, struct stat *out)
{
    struct uk_stat stat;
    int error = uk_vfs_fstat(fd, &stat);

    return give(r, error, &stat, out);
}

int _stat_r(struct _reent *r, const char *path, struct stat *out)
{
    struct uk_stat stat;
    int error = uk_vfs_stat(path, &stat);

    return give(r, error, &stat, out);
}

int _isatty_r(struct _reent *r, int fd)
{
    struct uk_stat stat;
    int error = uk_vfs_fstat(fd, &stat);

    if (error) {
        r->_errno = flexos_newlib_error(-error);
        return 0;
    }
    if ((stat.mode & UK_S_IFMT) == UK_S_IFCHR)
        return 1;
    r->_errno = ENOTTY;
    return 0;
}

int _unlink_r(struct _reent *r, const char *path)
{
    return (int)result(r, uk_vfs_unlink(path));
}

int _rename_r(struct _reent *r, const char *from, const char *to)
{
    return (int)result(r, uk_vfs_rename(from, to));
}

int _mkdir_r(struct _reent *r, const char *path, int mode)
{
    return (int)result(r, uk_vfs_mkdir(path, mode));
}

int _link_r(struct _reent *r, const char *from, const char *to)
{
    (void)from;
    (void)to;
    return refuse(r, EMLINK);
}

int _fcntl_r(struct _reent *r, int fd, int command, int argument)
{
    struct uk_stat stat;
    int error = uk_vfs_fstat(fd, &stat);

    (void)argument;
    if (error)
        return (int)result(r, error);
    /* Nothing blocks and nothing is inherited: these flags change nothing. */
    if (command == F_SETFL || command == F_SETFD || command == F_GETFD)
        return 0;
    return refuse(r, EINVAL);
}

int _gettimeofday_r(struct _reent *r, struct timeval *out, void *zone)
{
    uint64_t wall = uk_time_wall();

    (void)r;
    (void)zone;
    out->tv_sec = (time_t)(wall / NANOSECONDS);
    out->tv_usec = (suseconds_t)(wall % NANOSECONDS / 1000);
    return 0;
}

_CLOCK_T_ _times_r(struct _reent *r, struct tms *out)
{
    clock_t ticks =
        (clock_t)(uk_time_monotonic() / (NANOSECONDS / CLOCKS_PER_SEC));

    (void)r;
    *out = (struct tms){.tms_utime = ticks};
    return ticks;
}

int _getpid_r(struct _reent *r)
{
    (void)r;
    return 1;
}

/* One process: a signal that nobody handles ends the guest. */
int _kill_r(struct _reent *r, int process, int signal)
{
    if (process != 1)
        return refuse(r, ESRCH);
    if (signal == SIGABRT)
        UK_CRASH("abort() was called");
    if (signal)
        UK_CRASH("a signal that nobody handles was raised");
    return 0;
}

int _fork_r(struct _reent *r)
{
    return refuse(r, ENOSYS);
}

int _execve_r(struct _reent *r, const char *path, char *const *arguments,
              char *const *environment)
{
    (void)path;
    (void)arguments;
    (void)environment;
    return refuse(r, ENOSYS);
}

int _wait_r(struct _reent *r, int *status)
{
    (void)status;
    return refuse(r, ECHILD);
}

void _exit(int status)
{
    flexos_syscall(FLEXOS_SYS_EXIT, status, 0, 0);
    __builtin_trap();
}
