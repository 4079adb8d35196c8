/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the files of this library. */
#ifndef POSIX_SOCKET_H
#define POSIX_SOCKET_H

#include <errno.h>
#include <uk/file.h>
#include <uk/inet.h>
#include <uk/linux.h>
#include <uk/assert.h>
#include <uk/sched.h>
#include <uk/socket.h>
#include <uk/sys_socket.h>

#define AF_UNIX 1
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_TYPE_MASK 0xf
#define SOCK_FLAGS (UK_O_NONBLOCK | UK_O_CLOEXEC)

#define INT_MAX 0x7fffffff

#define MSG_PEEK 0x2
#define MSG_NOSIGNAL 0x4000
#define MSG_TRUNC 0x20
#define MSG_DONTWAIT 0x40
#define MSG_WAITALL 0x100

#define SOL_SOCKET 1
#define SO_TYPE 3
#define SO_ERROR 4
#define SO_LINGER 13
#define SO_RCVTIMEO 20
#define SO_SNDTIMEO 21
#define SO_DOMAIN 39

/* What this library knows of one of lwip's sockets, by its number. */
struct sock {
    int file;
    uint8_t is_stream;
};

/* A descriptor in use by one call, which may wait. */
struct use {
    int file;
    int number; /* lwip's, or of a pair */
    int is_pair;
    int waits;         /* 0: O_NONBLOCK */
    struct sock *sock; /* NULL: of a pair */
};

/* 0, -EBADF or -ENOTSOCK. Every use that was begun ends. */
int uk_socket_use(int fd, struct use *use);
void uk_socket_end(const struct use *use);
/* Before an operation is tried again: 0, or the error to give up with. */
int uk_socket_wait(const struct use *use, int flags, int to_send);

/* Of posix-process, where an image has it: what writing to nobody means. */
void uk_signal_broken_pipe(void) __attribute__((weak));

/* pair.c: sockets of socketpair. */
#define PAIR_ENDS 512
extern const struct uk_file_ops uk_socket_pair_ops;
long uk_pair_read(int number, void *data, size_t bytes, int flags);
long uk_pair_write(int number, const void *data, size_t bytes);
int uk_pair_shutdown(int number, int how);

/* transfer.c */
/* What lwip says it did with a buffer of so many bytes: -EIO when it cannot
 * be. The gate copies no more than the buffer holds, but whoever believed the
 * number would read on behind it. */
long uk_socket_sane(long n, size_t bytes);
/* The same of what is done or not: 0 or an error. */
static inline long uk_socket_done(long result)
{
    return uk_socket_sane(result, 0);
}
long uk_socket_send(struct use *use, const void *data, size_t bytes, int flags,
                    const void *address, unsigned address_bytes);
long uk_socket_receive(struct use *use, void *data, size_t bytes, int flags,
                       void *address, unsigned *address_bytes);

#endif
