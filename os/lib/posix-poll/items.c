/* SPDX-License-Identifier: BSD-3-Clause */
/* What epolls watch, and the lists that say what is ready. An item in a ready
 * list had an event; whether that still holds is looked at when somebody
 * asks. */
#include "epoll.h"
#include <errno.h>
#include <uk/assert.h>
#include <uk/sched.h>

#define ALWAYS (UK_POLLERR | UK_POLLHUP) /* reported unasked */

void *malloc(size_t size);
void free(void *block);

static struct item *by_file[UK_FILES_MAX];

/* Numbers come from vfscore, which may be elsewhere. */
static int is_file(int file)
{
    return file >= 0 && file < UK_FILES_MAX;
}

static struct item **items_of(int file)
{
    UK_ASSERT(is_file(file));
    return &by_file[file];
}

struct item *item_find(const struct epoll *epoll, int fd, int file)
{
    struct item *item = *items_of(file);

    while (item && (item->epoll != epoll || item->fd != fd))
        item = item->same_file;
    return item;
}

struct item *item_add(struct epoll *epoll, int fd, int file,
                      struct epoll *inner)
{
    struct item *item = malloc(sizeof(*item));

    if (!item)
        return NULL;
    *item = (struct item){
        .epoll = epoll,
        .fd = fd,
        .file = file,
        .inner = inner,
        .same_file = *items_of(file),
        .next = epoll->items,
    };
    by_file[file] = item;
    if (epoll->items)
        epoll->items->previous = item;
    epoll->items = item;
    return item;
}

void item_remove(struct item *item)
{
    struct item **link = &by_file[item->file];

    item_unready(item);
    while (*link != item)
        link = &(*link)->same_file;
    *link = item->same_file;
    if (item->previous)
        item->previous->next = item->next;
    else
        item->epoll->items = item->next;
    if (item->next)
        item->next->previous = item->previous;
    free(item);
}

unsigned item_holds(const struct item *item)
{
    if (item->is_disabled)
        return 0;
    return uk_vfs_poll(item->file) & (item->events | ALWAYS) & 0xffff;
}

void item_append(struct item *item)
{
    struct epoll *epoll = item->epoll;

    if (item->is_ready)
        return;
    item->is_ready = 1;
    item->ready_before = epoll->ready_last;
    item->ready_after = NULL;
    *(epoll->ready_last ? &epoll->ready_last->ready_after
                        : &epoll->ready_first) = item;
    epoll->ready_last = item;
}

static void set_ready(struct item *item)
{
    struct epoll *epoll = item->epoll;
    int was_empty = !epoll->ready_first;

    item_append(item);
    if (epoll->waiters)
        uk_wake((uint64_t)epoll, 1);
    if (was_empty)
        uk_vfs_event(epoll->file, UK_POLLIN | UK_POLLRDNORM);
}

void item_unready(struct item *item)
{
    struct epoll *epoll = item->epoll;

    if (!item->is_ready)
        return;
    item->is_ready = 0;
    *(item->ready_before ? &item->ready_before->ready_after
                         : &epoll->ready_first) = item->ready_after;
    *(item->ready_after ? &item->ready_after->ready_before
                        : &epoll->ready_last) = item->ready_before;
}

void item_look(struct item *item)
{
    if (item_holds(item))
        set_ready(item);
}

/* Called by vfscore: something happened to a file. */
void uk_poll_event(int file, unsigned events)
{
    if (!is_file(file))
        return;
    for (struct item *i = *items_of(file); i; i = i->same_file)
        if (!i->is_disabled && (i->events | ALWAYS) & events)
            set_ready(i);
    poll_wake(file);
}

/* Called by vfscore: a file is gone, its last descriptor closed. */
void uk_poll_closed(int file)
{
    while (is_file(file) && *items_of(file))
        item_remove(*items_of(file));
}

int nest_depth(const struct epoll *epoll, const struct epoll *forbidden)
{
    int deepest = 0;

    if (epoll == forbidden)
        return -ELOOP;
    for (const struct item *i = epoll->items; i; i = i->next) {
        int depth = i->inner ? nest_depth(i->inner, forbidden) : -1;
        if (depth == -ELOOP)
            return depth;
        if (depth + 1 > deepest)
            deepest = depth + 1;
    }
    return deepest;
}

int nest_height(const struct epoll *epoll)
{
    int highest = 0;

    for (const struct item *i = *items_of(epoll->file); i; i = i->same_file) {
        int height = nest_height(i->epoll) + 1;
        if (height > highest)
            highest = height;
    }
    return highest;
}
