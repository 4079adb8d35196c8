/* SPDX-License-Identifier: BSD-3-Clause */
/* Pairs of connected local sockets: end n of pair n / 2 receives into its own
 * ring of bytes and sends into the other's. Streams only. */
#include "socket.h"
#include <uk/sys_files.h>

#define CAPACITY 65536
#define SHUT_RD 0
#define SHUT_RDWR 2

void *malloc(size_t bytes);
void free(void *block);

struct end {
    int file;
    uint8_t is_open, is_shut; /* shut: sends no more */
    uint8_t stops_reading;
    size_t start, length;
    char *bytes;
};

static struct end ends[PAIR_ENDS];

/* Numbers come from vfscore, which may be elsewhere: what is no end is one that
 * was never opened. */
static struct end *end_at(int number)
{
    static struct end none;

    return number >= 0 && number < PAIR_ENDS ? &ends[number] : &none;
}

static struct end *other(int number)
{
    return end_at(number ^ 1);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Nothing will come to this end any more. */
static int is_over(int number)
{
    const struct end *peer = other(number);

    return !peer->is_open || peer->is_shut || end_at(number)->stops_reading;
}

long uk_pair_read(int number, void *data, size_t bytes, int flags)
{
    struct end *e = end_at(number);
    size_t n = smaller(bytes, e->length);
    size_t before_end = smaller(n, CAPACITY - e->start);

    if (!data && bytes)
        return -EFAULT;
    if (!n)
        return bytes && !is_over(number) ? -EAGAIN : 0;
    __builtin_memcpy(data, e->bytes + e->start, before_end);
    __builtin_memcpy((char *)data + before_end, e->bytes, n - before_end);
    if (flags & MSG_PEEK)
        return (long)n;
    e->start = (e->start + n) % CAPACITY;
    e->length -= n;
    if (other(number)->is_open)
        uk_vfs_event(other(number)->file, UK_POLLOUT | UK_POLLWRNORM);
    return (long)n;
}

long uk_pair_write(int number, const void *data, size_t bytes)
{
    struct end *to = other(number);
    size_t n = smaller(bytes, CAPACITY - to->length);
    size_t at = (to->start + to->length) % CAPACITY;
    size_t before_end = smaller(n, CAPACITY - at);

    if (!data && bytes)
        return -EFAULT;
    if (!to->is_open || to->stops_reading || end_at(number)->is_shut)
        return -EPIPE;
    if (!n)
        return bytes ? -EAGAIN : 0;
    __builtin_memcpy(to->bytes + at, data, before_end);
    __builtin_memcpy(to->bytes, (const char *)data + before_end,
                     n - before_end);
    to->length += n;
    uk_vfs_event(to->file, UK_POLLIN | UK_POLLRDNORM);
    return (long)n;
}

static long read_end(int number, void *data, size_t bytes)
{
    return uk_pair_read(number, data, bytes, 0);
}

static unsigned poll_end(int number)
{
    const struct end *e = end_at(number), *peer = other(number);
    unsigned events = 0;

    if (e->length || is_over(number))
        events |= UK_POLLIN | UK_POLLRDNORM;
    if (is_over(number))
        events |= UK_POLLRDHUP;
    if (!peer->is_open)
        events |= UK_POLLHUP;
    if (peer->length < CAPACITY || !peer->is_open)
        events |= UK_POLLOUT | UK_POLLWRNORM;
    return events;
}

static void tell_peer(int number)
{
    if (other(number)->is_open)
        uk_vfs_event(other(number)->file, poll_end(number ^ 1));
}

static void drop_end(int number)
{
    free(end_at(number)->bytes);
    *end_at(number) = (struct end){0};
}

static void close_end(int number)
{
    drop_end(number);
    tell_peer(number);
}

const struct uk_file_ops uk_socket_pair_ops = {
    .type = UK_S_IFSOCK,
    .read = read_end,
    .write = uk_pair_write,
    .poll = poll_end,
    .close = close_end,
};

int uk_pair_shutdown(int number, int how)
{
    if (how < SHUT_RD || how > SHUT_RDWR)
        return -EINVAL;
    end_at(number)->is_shut |= how != SHUT_RD;
    end_at(number)->stops_reading |= how == SHUT_RD || how == SHUT_RDWR;
    uk_vfs_event(end_at(number)->file, poll_end(number));
    tell_peer(number);
    return 0;
}

static int free_pair(void)
{
    for (int n = 0; n < PAIR_ENDS; n += 2)
        if (!ends[n].is_open && !ends[n + 1].is_open)
            return n;
    return -ENFILE;
}

/* A file for an end, or negative errno and nothing done. */
static int open_end(int number, int flags)
{
    char *bytes = malloc(CAPACITY);

    if (!bytes)
        return -ENOMEM;
    int file = uk_vfs_file_new(&uk_socket_pair_ops, number,
                               UK_O_RDWR | (flags & UK_O_NONBLOCK));
    if (file < 0) {
        free(bytes);
        return file;
    }
    ends[number] = (struct end){.file = file, .is_open = 1, .bytes = bytes};
    return 0;
}

long uk_sys_socketpair(int family, int type, int protocol, int *pair)
{
    int flags = type & SOCK_FLAGS;

    if (!pair)
        return -EFAULT;
    if (family != AF_UNIX)
        return -EAFNOSUPPORT;
    if ((type & ~SOCK_FLAGS) != SOCK_STREAM || protocol)
        return -EPROTONOSUPPORT;
    int n = free_pair();
    if (n < 0)
        return n;
    int failed = open_end(n, flags);
    if (failed)
        return failed;
    failed = open_end(n + 1, flags);
    if (failed) {
        uk_vfs_file_forget(ends[n].file);
        drop_end(n);
        return failed;
    }
    int first = uk_vfs_file_install(ends[n].file, flags);
    if (first < 0) {
        uk_vfs_file_forget(ends[n + 1].file);
        drop_end(n);
        drop_end(n + 1);
        return first;
    }
    int second = uk_vfs_file_install(ends[n + 1].file, flags);
    if (second < 0) {
        drop_end(n + 1);
        uk_sys_close(first);
        return second;
    }
    pair[0] = first;
    pair[1] = second;
    return 0;
}
