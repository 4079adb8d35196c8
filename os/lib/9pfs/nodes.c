/* SPDX-License-Identifier: BSD-3-Clause */
#include "nodes.h"
#include <errno.h>
#include <uk/sched.h>

#define BUCKETS 256
#define NONE UINT32_MAX

static struct node nodes[NODES_MAX];
static uint32_t used;              /* slots that were ever in use */
static uint32_t first_free = NONE; /* linked by same_hash */
static uint32_t buckets[BUCKETS];  /* node + 1; 0: empty */

/* Numbers come from vfscore, which may be elsewhere: what is no node is one
 * without a session. */
struct node *node_at(uint64_t number)
{
    static struct node none = {.session = -1};

    return number < NODES_MAX ? &nodes[number] : &none;
}

static uint32_t *bucket_of(uint64_t path)
{
    return &buckets[(path ^ path >> 16) % BUCKETS];
}

long node_new(int session)
{
    uint32_t slot = first_free;

    if (slot != NONE)
        first_free = nodes[slot].same_hash;
    else if (used < NODES_MAX)
        slot = used++;
    else
        return -ENFILE;
    nodes[slot] = (struct node){.session = session, .holds = 1};
    return slot;
}

void node_drop(uint64_t number)
{
    nodes[number] = (struct node){.session = -1, .same_hash = first_free};
    first_free = (uint32_t)number;
}

static uint32_t find(int session, uint64_t path)
{
    uint32_t at = *bucket_of(path);

    while (at &&
           (nodes[at - 1].path != path || nodes[at - 1].session != session))
        at = nodes[at - 1].same_hash;
    return at ? at - 1 : NONE;
}

static uint32_t type_of(const struct uk_9p_qid *qid)
{
    return qid->type & UK_9P_QID_DIRECTORY ? UK_S_IFDIR
           : qid->type & UK_9P_QID_SYMLINK ? UK_S_IFLNK
                                           : UK_S_IFREG;
}

long node_settle(uint64_t number, const struct uk_9p_qid *qid)
{
    struct node *n = &nodes[number];
    uint32_t known = find(n->session, qid->path);

    if (known != NONE) {
        int session = n->session;
        nodes[known].holds++;
        if (n->is_opened)
            uk_9p_clunk(session, file_fid(number));
        uk_9p_clunk(session, path_fid(number));
        node_drop(number);
        return known;
    }
    n->path = qid->path;
    n->type = type_of(qid);
    n->same_hash = *bucket_of(n->path);
    *bucket_of(n->path) = (uint32_t)number + 1;
    return (long)number;
}

void node_hold(uint64_t number)
{
    struct node *n = node_at(number);

    if (n->holds && n->holds < UINT32_MAX)
        n->holds++;
}

void node_release(uint64_t number)
{
    struct node *n = node_at(number);
    uint32_t *link = bucket_of(n->path);

    if (!n->holds || --n->holds)
        return;
    while (*link && *link != number + 1)
        link = &nodes[*link - 1].same_hash;
    if (!*link)
        return; /* somebody released what is still being looked up */
    *link = n->same_hash;
    /* Nobody finds it any more; the slot stays until the server has let go of
   * its fids. */
    if (n->is_opened)
        uk_9p_clunk(n->session, file_fid(number));
    uk_9p_clunk(n->session, path_fid(number));
    node_drop(number);
}

static int open_fid(struct node *n, uint64_t number, int for_writing)
{
    struct uk_9p_qid qid;
    int error;

    if (n->is_opened) {
        n->is_opened = n->is_writable = 0;
        uk_9p_clunk(n->session, file_fid(number));
    }
    error =
        uk_9p_walk(n->session, path_fid(number), file_fid(number), "", 0, &qid);
    if (error)
        return error;
    error = uk_9p_open(n->session, file_fid(number),
                       for_writing ? UK_O_RDWR : UK_O_RDONLY);
    if (error) {
        uk_9p_clunk(n->session, file_fid(number));
        return error;
    }
    n->is_opened = 1;
    n->is_writable = for_writing != 0;
    return 0;
}

int node_open(uint64_t number, int for_writing)
{
    struct node *n = node_at(number);
    int error = 0;

    while (n->is_busy)
        uk_wait((uint64_t)n, UK_FOREVER);
    if (n->is_opened && (n->is_writable || !for_writing))
        return 0;
    n->is_busy = 1;
    error = open_fid(n, number, for_writing);
    n->is_busy = 0;
    uk_wake((uint64_t)n, INT32_MAX);
    return error;
}
