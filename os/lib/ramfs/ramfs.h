/* SPDX-License-Identifier: BSD-3-Clause */
/* ramfs's own: nodes by number, names in one hash table, content in chunks. */
#ifndef RAMFS_H
#define RAMFS_H

#include <stddef.h>
#include <stdint.h>
#include <uk/fs.h>

#define RAMFS_ROOT 0
#define RAMFS_NONE UINT32_MAX

struct node {
    uint32_t mode;      /* 0: the slot is free */
    uint32_t holds;     /* of vfscore */
    uint32_t is_linked; /* has a name; the root has, too */
    /* Of a directory: how many entries, and the entries that its last listing
   * came to. */
    uint32_t entries, subdirectories;
    uint64_t listed_cookie;
    uint32_t listed;
    /* The name: where it is, and its neighbours there and in the table. */
    uint32_t parent;
    uint32_t first, last;    /* entries of a directory, oldest first */
    uint32_t previous, next; /* among them */
    uint32_t same_hash;      /* next in the bucket, or free slot */
    uint32_t hash;
    uint64_t cookie; /* grows along the entries of a directory */
    uint32_t name_length;
    char *name;
    /* The content; of a symbolic link its target. */
    uint64_t size;
    uint8_t **chunks; /* NULL: a hole */
    size_t chunk_slots;
    size_t first_capacity;   /* bytes of chunks[0] */
    const uint8_t *borrowed; /* instead of chunks: not ours, never written */
    uint64_t mtime;          /* nanoseconds since 1970 */
};

/* nodes.c */
/* NULL: no such node. Nodes move when one is made. */
struct node *ramfs_node(uint64_t number);
int ramfs_is_directory(const struct node *node);
/* A node with a name; -EEXIST, -ENOMEM, -ENAMETOOLONG, -ENOTDIR. */
long ramfs_create(uint64_t directory, const char *name, size_t length,
                  uint32_t mode);
/* -ENOENT, or -ENOTDIR when `directory` is none. Holds nothing. */
long ramfs_find(uint64_t directory, const char *name, size_t length);
/* Takes the name away; the node goes when nobody holds it. */
void ramfs_unlink(uint32_t node);
/* Gives it another one, which is free; -ENOMEM. */
int ramfs_move(uint32_t node, uint32_t directory, const char *name,
               size_t length);
void ramfs_hold(uint64_t node);
void ramfs_release(uint64_t node);
/* The root directory; -ENOMEM. */
int ramfs_make_root(void);
uint32_t ramfs_node_count(void);

/* content.c */
long ramfs_read(struct node *node, uint64_t offset, void *buffer, size_t n);
/* -ENOSPC: no memory; then a part may be written, which is returned. */
long ramfs_write(struct node *node, uint64_t offset, const void *buffer,
                 size_t n);
int ramfs_resize(struct node *node, uint64_t size);
void ramfs_free_content(struct node *node);
uint64_t ramfs_bytes(void);

/* cpio.c: fills the root directory; -EINVAL: no cpio archive in newc format.
 * Contents stay where they are until somebody writes to them. */
int ramfs_unpack(const uint8_t *archive, size_t bytes);

#endif
