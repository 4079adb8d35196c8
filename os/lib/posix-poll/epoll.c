/* SPDX-License-Identifier: BSD-3-Clause */
/* The system calls of epoll. */
#include "epoll.h"
#include "deadline.h"
#include <errno.h>
#include <uk/sys_poll.h>

#define EPOLLS_MAX 256
#define NEST_MAX 5      /* epolls above each other, as Linux */
#define EVENTS_MAX 4096 /* in one call: what a gate can copy */
#define KNOWN_FLAGS                                                            \
    (UK_EPOLLET | UK_EPOLLONESHOT | UK_EPOLLWAKEUP | UK_EPOLLEXCLUSIVE)

static struct epoll epolls[EPOLLS_MAX];

/* Numbers come from vfscore, which may be elsewhere: NULL, no such epoll. */
static struct epoll *epoll_at(int number)
{
    return number >= 0 && number < EPOLLS_MAX && epolls[number].is_used
               ? &epolls[number]
               : NULL;
}

static unsigned poll_epoll(int object)
{
    struct item *next;

    if (!epoll_at(object))
        return UK_POLLNVAL;
    for (struct item *i = epoll_at(object)->ready_first; i; i = next) {
        next = i->ready_after;
        if (item_holds(i))
            return UK_POLLIN | UK_POLLRDNORM;
        item_unready(i);
    }
    return 0;
}

static void close_epoll(int object)
{
    struct epoll *epoll = epoll_at(object);

    if (!epoll)
        return;
    while (epoll->items)
        item_remove(epoll->items);
    *epoll = (struct epoll){0};
}

static const struct uk_file_ops ops = {
    .poll = poll_epoll,
    .close = close_epoll,
};

static struct epoll *new_epoll(int *number)
{
    for (*number = 0; *number < EPOLLS_MAX; ++*number)
        if (!epolls[*number].is_used)
            return &epolls[*number];
    return NULL;
}

long uk_sys_epoll_create1(int flags)
{
    int n;
    struct epoll *epoll = new_epoll(&n);

    if (flags & ~UK_O_CLOEXEC)
        return -EINVAL;
    if (!epoll)
        return -ENFILE;
    int file = uk_vfs_file_new(&ops, n, UK_O_RDWR);
    if (file < 0)
        return file;
    *epoll = (struct epoll){.is_used = 1, .file = file};
    int fd = uk_vfs_file_install(file, flags);
    if (fd < 0)
        *epoll = (struct epoll){0};
    return fd;
}

long uk_sys_epoll_create(int size)
{
    return size <= 0 ? -EINVAL : uk_sys_epoll_create1(0);
}

static long watch(struct item *item, const struct uk_epoll_event *event)
{
    if (!item)
        return -ENOMEM;
    item->events = event->events & (0xffff | KNOWN_FLAGS);
    item->data = event->data;
    item->is_disabled = 0;
    item_unready(item);
    item_look(item);
    return 0;
}

static long add(struct epoll *epoll, int fd, int file,
                const struct uk_epoll_event *event)
{
    int number = uk_vfs_file_object(fd, &ops);
    struct epoll *inner = number < 0 ? NULL : epoll_at(number);

    if (item_find(epoll, fd, file))
        return -EEXIST;
    if (inner) {
        int depth = nest_depth(inner, epoll);
        if (depth < 0 || depth + 2 + nest_height(epoll) > NEST_MAX)
            return -ELOOP;
    }
    return watch(item_add(epoll, fd, file, inner), event);
}

long uk_sys_epoll_ctl(int epfd, int operation, int fd,
                      const struct uk_epoll_event *event)
{
    int number = uk_vfs_file_object(epfd, &ops);
    int file = uk_vfs_file_of(fd);

    if (number == -EBADF || file < 0)
        return -EBADF;
    if (!uk_vfs_can_wait(file))
        return -EPERM;
    if (number < 0 || !epoll_at(number) || epoll_at(number)->file == file)
        return -EINVAL;
    struct epoll *epoll = epoll_at(number);
    struct item *item = item_find(epoll, fd, file);
    if (operation != UK_EPOLL_CTL_DEL && !event)
        return -EFAULT;
    switch (operation) {
    case UK_EPOLL_CTL_ADD:
        return add(epoll, fd, file, event);
    case UK_EPOLL_CTL_MOD:
        if (!item)
            return -ENOENT;
        return event->events & UK_EPOLLEXCLUSIVE ? -EINVAL : watch(item, event);
    case UK_EPOLL_CTL_DEL:
        if (!item)
            return -ENOENT;
        item_remove(item);
        return 0;
    default:
        return -EINVAL;
    }
}

/* Takes an item off the list; level-triggered ones come back behind all
 * others, so that a busy one does not hide the rest. */
static void settle(struct item *item)
{
    item_unready(item);
    if (item->events & UK_EPOLLONESHOT)
        item->is_disabled = 1;
    else if (!(item->events & UK_EPOLLET))
        item_append(item);
}

static int collect(struct epoll *epoll, struct uk_epoll_event *out, int count)
{
    struct item *last = epoll->ready_last, *next;
    int found = 0, is_last = 0;

    for (struct item *i = epoll->ready_first; i && !is_last && found < count;
         i = next) {
        next = i->ready_after;
        is_last = i == last;
        unsigned holds = item_holds(i);
        if (!holds) {
            item_unready(i);
            continue;
        }
        out[found++] = (struct uk_epoll_event){holds, i->data};
        settle(i);
    }
    return found;
}

/* With the epoll's file held. */
static int wait_for(struct epoll *epoll, struct uk_epoll_event *out, int count,
                    uint64_t nanoseconds)
{
    uint64_t deadline = deadline_after(nanoseconds);

    if (!nanoseconds || epoll->ready_first)
        uk_sched_yield();
    for (;;) {
        int found = collect(epoll, out, count);
        /* What is left is for another thread that waits. */
        if (found && epoll->waiters && epoll->ready_first)
            uk_wake((uint64_t)epoll, 1);
        uint64_t left = until(deadline);
        if (found || !left)
            return found;
        epoll->waiters++;
        int result = uk_wait((uint64_t)epoll, left);
        epoll->waiters--;
        if (result == -EINTR)
            return -EINTR;
    }
}

long uk_sys_epoll_wait(int epfd, struct uk_epoll_event *out, int count,
                       int timeout)
{
    int number = uk_vfs_file_object(epfd, &ops);

    if (number < 0)
        return number;
    if (count <= 0)
        return -EINVAL;
    struct epoll *epoll = epoll_at(number);
    if (!epoll || !out)
        return out ? -EBADF : -EFAULT;
    int file = epoll->file;
    uk_vfs_file_hold(file);
    int found = wait_for(epoll, out, count < EVENTS_MAX ? count : EVENTS_MAX,
                         of_milliseconds(timeout));
    uk_vfs_file_drop(file);
    return found;
}

long uk_sys_epoll_pwait(int epfd, struct uk_epoll_event *out, int count,
                        int timeout, const void *mask, size_t mask_bytes)
{
    (void)mask;
    (void)mask_bytes;
    return uk_sys_epoll_wait(epfd, out, count, timeout);
}
