/* SPDX-License-Identifier: BSD-3-Clause */
/* Listings. The server answers with many entries at once; those that were not
 * asked for yet are kept until somebody lists something else. */
#include "9pfs.h"
#include "nodes.h"
#include <errno.h>
#include <uk/sched.h>

#define PART 8192 /* bytes of entries asked for at a time */

static uint8_t entries[PART];
static const uint8_t *next, *end; /* in `entries`, what is left */
static uint64_t of_node, at_cookie;
static int is_valid, is_busy;

/* Asks for the entries from a cookie on. */
static int fetch(uint64_t directory, uint64_t cookie)
{
    struct node *n = node_at(directory);
    int error = node_open(directory, 0);
    long got = error ? error
                     : uk_9p_readdir(n->session, file_fid(directory), cookie,
                                     entries, sizeof(entries));

    if (got < 0)
        return (int)got;
    next = entries;
    end = entries + got;
    of_node = directory;
    at_cookie = cookie;
    return 0;
}

static int is_dots(const struct uk_9p_entry *entry)
{
    return (entry->length == 1 && entry->name[0] == '.') ||
           (entry->length == 2 && entry->name[0] == '.' &&
            entry->name[1] == '.');
}

/* 1, 0 behind the last, or an error. */
static int take(uint64_t directory, uint64_t cookie, struct uk_entry *out)
{
    struct uk_9p_entry entry;
    int error = 0;

    /* The first entry is always asked for: the folder may have changed. */
    if (!is_valid || !cookie || of_node != directory || at_cookie != cookie)
        error = fetch(directory, cookie);
    do {
        if (!error && next == end)
            error = fetch(directory, at_cookie);
        if (error || next == end)
            return error;
        if (!uk_9p_next_entry(&next, end, &entry) || entry.length > UK_NAME_MAX)
            return -EIO;
        at_cookie = entry.next;
    } while (is_dots(&entry));
    out->node = entry.qid.path;
    out->next = entry.next;
    out->type = entry.type << 12;
    out->length = entry.length;
    __builtin_memcpy(out->name, entry.name, entry.length);
    out->name[entry.length] = 0;
    return 1;
}

int ninepfs_entry(uint64_t directory, uint64_t cookie, struct uk_entry *out)
{
    if (!out)
        return -EFAULT;
    if (node_at(directory)->type != UK_S_IFDIR)
        return -ENOTDIR;
    while (is_busy)
        uk_wait((uint64_t)entries, UK_FOREVER);
    is_busy = 1;
    int found = take(directory, cookie, out);
    is_valid = found > 0;
    is_busy = 0;
    uk_wake((uint64_t)entries, 1);
    return found;
}
