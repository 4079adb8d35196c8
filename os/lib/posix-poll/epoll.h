/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EPOLL_H
#define EPOLL_H

#include <uk/file.h>

struct epoll;

/* One watched descriptor of one epoll. */
struct item {
    struct epoll *epoll;
    int fd, file;
    struct epoll *inner; /* what it watches, when that is an epoll */
    uint32_t events;     /* UK_POLL* bits and UK_EPOLL* flags */
    uint64_t data;
    uint8_t is_disabled;          /* reported once; waits for EPOLL_CTL_MOD */
    uint8_t is_ready;             /* in the ready list */
    struct item *same_file;       /* next one that watches the file */
    struct item *previous, *next; /* of the epoll */
    struct item *ready_before, *ready_after;
};

struct epoll {
    int is_used;
    int file; /* its own */
    unsigned waiters;
    struct item *items;
    struct item *ready_first, *ready_last;
};

/* items.c */
struct item *item_find(const struct epoll *epoll, int fd, int file);
/* NULL: no memory. */
struct item *item_add(struct epoll *epoll, int fd, int file,
                      struct epoll *inner);
void item_remove(struct item *item);
/* What of the item's interest holds now. */
unsigned item_holds(const struct item *item);
/* Puts it last into the ready list, telling nobody, or takes it out. */
void item_append(struct item *item);
void item_unready(struct item *item);
/* When something holds now: puts it there and wakes who waits. */
void item_look(struct item *item);
/* How many levels of epolls an epoll watches, or -ELOOP when `forbidden` is
 * among them or it; and how many watch it. */
int nest_depth(const struct epoll *epoll, const struct epoll *forbidden);
int nest_height(const struct epoll *epoll);

/* poll.c: wakes callers of poll and select that watch the file. */
void poll_wake(int file);

#endif
