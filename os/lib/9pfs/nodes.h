/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes: files of servers that vfscore holds. Node n has two fids: 2n stands
 * for its path; 2n + 1 is opened, once somebody reads or writes. */
#ifndef NODES_H
#define NODES_H

#include <stddef.h>
#include <uk/9p.h>
#include <uk/fs.h>

#define NODES_MAX 2048

struct node {
    int session; /* below 0: a free slot */
    uint32_t holds;
    uint64_t path;   /* qid.path; 0: not known yet */
    uint32_t type;   /* mode & UK_S_IFMT, of those that a qid tells apart */
    uint8_t is_busy; /* a thread opens it */
    uint8_t is_opened, is_writable;
    /* As last seen, for when the name is gone. */
    uint64_t size;
    uint32_t mode;
    uint32_t same_hash; /* next in the bucket */
};

struct node *node_at(uint64_t number);
static inline uint32_t path_fid(uint64_t node)
{
    return (uint32_t)(2 * node);
}
static inline uint32_t file_fid(uint64_t node)
{
    return (uint32_t)(2 * node + 1);
}

/* A slot, held once, with fids that no file has yet; -ENFILE. */
long node_new(int session);
/* Gives a slot back of which the server knows no fid. */
void node_drop(uint64_t number);
/* The fid of the slot's path is valid now and names that file. Returns the
 * node to use, held: another one when the file has one already; then the slot
 * is gone. */
long node_settle(uint64_t number, const struct uk_9p_qid *qid);
void node_hold(uint64_t number);
void node_release(uint64_t number);
/* Makes the second fid good for reading, or for both. */
int node_open(uint64_t number, int for_writing);

#endif
