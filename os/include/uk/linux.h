/* SPDX-License-Identifier: BSD-3-Clause */
/* Types and numbers of the Linux system-call interface on x86-64 that several
 * microlibraries need: what a C library passes to the functions uk_sys_*.
 * Layouts are those of Linux's include/uapi; the assertions hold them. */
#ifndef UK_LINUX_H
#define UK_LINUX_H

#include <stddef.h>
#include <stdint.h>

/* open; fcntl.h */
#define UK_O_ACCMODE 3
#define UK_O_RDONLY 0
#define UK_O_WRONLY 1
#define UK_O_RDWR 2
#define UK_O_CREAT 0x40
#define UK_O_EXCL 0x80
#define UK_O_NOCTTY 0x100
#define UK_O_TRUNC 0x200
#define UK_O_APPEND 0x400
#define UK_O_NONBLOCK 0x800
#define UK_O_DSYNC 0x1000
#define UK_O_DIRECTORY 0x10000
#define UK_O_NOFOLLOW 0x20000
#define UK_O_CLOEXEC 0x80000
#define UK_O_SYNC 0x101000
#define UK_O_PATH 0x200000

#define UK_AT_FDCWD (-100)
#define UK_AT_SYMLINK_NOFOLLOW 0x100
#define UK_AT_REMOVEDIR 0x200
#define UK_AT_SYMLINK_FOLLOW 0x400
#define UK_AT_EMPTY_PATH 0x1000

#define UK_F_DUPFD 0
#define UK_F_GETFD 1
#define UK_F_SETFD 2
#define UK_F_GETFL 3
#define UK_F_SETFL 4
#define UK_F_GETLK 5
#define UK_F_SETLK 6
#define UK_F_SETLKW 7
#define UK_F_SETOWN 8
#define UK_F_GETOWN 9
#define UK_F_DUPFD_CLOEXEC 1030
#define UK_FD_CLOEXEC 1
#define UK_F_RDLCK 0
#define UK_F_WRLCK 1
#define UK_F_UNLCK 2

/* ioctl */
#define UK_TCGETS 0x5401
#define UK_TIOCGWINSZ 0x5413
#define UK_FIONREAD 0x541b
#define UK_FIONBIO 0x5421
#define UK_FIOCLEX 0x5451
#define UK_FIONCLEX 0x5450

#define UK_SEEK_SET 0
#define UK_SEEK_CUR 1
#define UK_SEEK_END 2

/* Modes; stat.h */
#define UK_S_IFMT 0170000
#define UK_S_IFSOCK 0140000
#define UK_S_IFLNK 0120000
#define UK_S_IFREG 0100000
#define UK_S_IFBLK 0060000
#define UK_S_IFDIR 0040000
#define UK_S_IFCHR 0020000
#define UK_S_IFIFO 0010000

/* poll and epoll: the first bits are the same. */
#define UK_POLLIN 0x1
#define UK_POLLPRI 0x2
#define UK_POLLOUT 0x4
#define UK_POLLERR 0x8
#define UK_POLLHUP 0x10
#define UK_POLLNVAL 0x20
#define UK_POLLRDNORM 0x40
#define UK_POLLRDBAND 0x80
#define UK_POLLWRNORM 0x100
#define UK_POLLRDHUP 0x2000
#define UK_EPOLLEXCLUSIVE 0x10000000u
#define UK_EPOLLWAKEUP 0x20000000u
#define UK_EPOLLONESHOT 0x40000000u
#define UK_EPOLLET 0x80000000u
#define UK_EPOLL_CTL_ADD 1
#define UK_EPOLL_CTL_DEL 2
#define UK_EPOLL_CTL_MOD 3

#define UK_EFD_SEMAPHORE 1

#define UK_CLOCK_REALTIME 0
#define UK_CLOCK_MONOTONIC 1
#define UK_CLOCK_BOOTTIME 7
#define UK_TFD_TIMER_ABSTIME 1

struct uk_timespec {
    int64_t tv_sec;
    int64_t tv_nsec; /* 0 to 999,999,999 */
};

struct uk_timeval {
    int64_t tv_sec;
    int64_t tv_usec; /* 0 to 999,999 */
};

struct uk_itimerspec {
    struct uk_timespec it_interval, it_value;
};

struct uk_iovec {
    void *iov_base;
    size_t iov_len;
};

struct uk_linux_stat {
    uint64_t st_dev;
    uint64_t st_ino;
    uint64_t st_nlink;
    uint32_t st_mode;
    uint32_t st_uid;
    uint32_t st_gid;
    uint32_t pad;
    uint64_t st_rdev;
    int64_t st_size;
    int64_t st_blksize;
    int64_t st_blocks; /* of 512 bytes */
    struct uk_timespec st_atim, st_mtim, st_ctim;
    int64_t unused[3];
};
_Static_assert(sizeof(struct uk_linux_stat) == 144, "uapi/asm/stat.h");

struct uk_statx_time {
    int64_t tv_sec;
    uint32_t tv_nsec;
    int32_t pad;
};

struct uk_statx {
    uint32_t stx_mask;
    uint32_t stx_blksize;
    uint64_t stx_attributes;
    uint32_t stx_nlink, stx_uid, stx_gid;
    uint16_t stx_mode;
    uint16_t pad;
    uint64_t stx_ino, stx_size, stx_blocks, stx_attributes_mask;
    struct uk_statx_time stx_atime, stx_btime, stx_ctime, stx_mtime;
    uint32_t stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor;
    uint64_t unused[14];
};
#define UK_STATX_BASIC_STATS 0x7ff
_Static_assert(sizeof(struct uk_statx) == 256, "uapi/linux/stat.h");

struct uk_statfs {
    int64_t f_type, f_bsize;
    uint64_t f_blocks, f_bfree, f_bavail, f_files, f_ffree;
    int32_t f_fsid[2];
    int64_t f_namelen, f_frsize, f_flags, f_spare[4];
};
_Static_assert(sizeof(struct uk_statfs) == 120, "uapi/asm/statfs.h");

/* Followed by the name with its end; d_reclen covers it all. */
struct uk_dirent64 {
    uint64_t d_ino;
    int64_t d_off;
    uint16_t d_reclen;
    uint8_t d_type; /* mode >> 12 */
    char d_name[];
};
_Static_assert(offsetof(struct uk_dirent64, d_name) == 19, "linux/dirent.h");

struct uk_flock {
    int16_t l_type, l_whence;
    int64_t l_start, l_len;
    int32_t l_pid;
};
_Static_assert(sizeof(struct uk_flock) == 32, "uapi/asm-generic/fcntl.h");

struct uk_winsize {
    uint16_t ws_row, ws_col, ws_xpixel, ws_ypixel;
};

struct uk_pollfd {
    int32_t fd;
    int16_t events, revents;
};

struct uk_epoll_event {
    uint32_t events;
    uint64_t data;
} __attribute__((packed));
_Static_assert(sizeof(struct uk_epoll_event) == 12, "uapi/linux/eventpoll.h");

/* select: 1,024 descriptors at most. */
#define UK_FD_SETSIZE 1024
struct uk_fd_set {
    uint64_t bits[UK_FD_SETSIZE / 64];
};

#endif
