/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes and their names. Every name is in one hash table, so looking one up
 * takes the same time in a directory of ten entries and of ten thousand; the
 * entries of a directory are also a list, for listing. */
#include "ramfs.h"
#include <errno.h>
#include <uk/time.h>

#define FIRST_CAPACITY 64
#define FIRST_BUCKETS 64
#define FNV_START 2166136261u /* FNV-1a, Fowler, Noll, Vo */
#define FNV_PRIME 16777619u

void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);

static struct node *nodes;
static uint32_t node_count, node_capacity, free_slots = RAMFS_NONE, in_use;
static uint32_t *buckets, bucket_count;
static uint64_t next_cookie = 1;

struct node *ramfs_node(uint64_t number)
{
    return number < node_count && nodes[number].mode ? &nodes[number] : NULL;
}

uint32_t ramfs_node_count(void)
{
    return in_use;
}

int ramfs_is_directory(const struct node *node)
{
    return (node->mode & UK_S_IFMT) == UK_S_IFDIR;
}

static uint32_t hash_of(uint32_t directory, const char *name, size_t length)
{
    uint32_t hash = (FNV_START ^ directory) * FNV_PRIME;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (uint8_t)name[i]) * FNV_PRIME;
    return hash ^ hash >> 16;
}

/* A zeroed slot, or RAMFS_NONE. */
static uint32_t new_slot(void)
{
    uint32_t slot = free_slots;

    if (slot != RAMFS_NONE) {
        free_slots = nodes[slot].same_hash;
    } else {
        if (node_count == node_capacity) {
            uint32_t capacity =
                node_capacity ? 2 * node_capacity : FIRST_CAPACITY;
            struct node *more = realloc(nodes, capacity * sizeof(*nodes));
            if (!more)
                return RAMFS_NONE;
            nodes = more;
            node_capacity = capacity;
        }
        slot = node_count++;
    }
    in_use++;
    nodes[slot] = (struct node){.listed = RAMFS_NONE,
                                .first = RAMFS_NONE,
                                .last = RAMFS_NONE,
                                .mtime = uk_time_wall()};
    return slot;
}

static void free_slot(uint32_t slot)
{
    ramfs_free_content(&nodes[slot]);
    nodes[slot] = (struct node){.same_hash = free_slots};
    free_slots = slot;
    in_use--;
}

/* Keeps chains short; without memory they just get longer. */
static void grow_table(void)
{
    uint32_t count = bucket_count ? 2 * bucket_count : FIRST_BUCKETS;

    if (bucket_count > in_use)
        return;
    uint32_t *fresh = malloc(count * sizeof(*fresh));
    if (!fresh)
        return;
    for (uint32_t i = 0; i < count; i++)
        fresh[i] = RAMFS_NONE;
    for (uint32_t n = 0; n < node_count; n++) {
        if (!nodes[n].name)
            continue;
        uint32_t *bucket = &fresh[nodes[n].hash % count];
        nodes[n].same_hash = *bucket;
        *bucket = n;
    }
    free(buckets);
    buckets = fresh;
    bucket_count = count;
}

static uint32_t find(uint32_t directory, const char *name, size_t length)
{
    uint32_t hash = hash_of(directory, name, length);

    if (!bucket_count)
        return RAMFS_NONE;
    uint32_t at = buckets[hash % bucket_count];
    while (at != RAMFS_NONE &&
           (nodes[at].hash != hash || nodes[at].parent != directory ||
            nodes[at].name_length != length ||
            __builtin_memcmp(nodes[at].name, name, length)))
        at = nodes[at].same_hash;
    return at;
}

long ramfs_find(uint64_t directory, const char *name, size_t length)
{
    struct node *d = ramfs_node(directory);

    if (!d)
        return -ENOENT;
    if (!ramfs_is_directory(d))
        return -ENOTDIR;
    if (length == 2 && name[0] == '.' && name[1] == '.')
        return d->is_linked ? (long)d->parent : -ENOENT; /* it may be gone */
    uint32_t found = find((uint32_t)directory, name, length);
    return found == RAMFS_NONE ? -ENOENT : (long)found;
}

/* Puts the node, which has no name, last into the directory; -ENOMEM. */
static int link_node(uint32_t slot, uint32_t directory, const char *name,
                     size_t length)
{
    char *copy = malloc(length + 1);

    grow_table();
    if (!copy || !bucket_count) {
        free(copy);
        return -ENOMEM;
    }
    struct node *n = &nodes[slot], *d = &nodes[directory];
    __builtin_memcpy(copy, name, length);
    copy[length] = 0;
    n->name = copy;
    n->name_length = (uint32_t)length;
    n->hash = hash_of(directory, name, length);
    n->same_hash = buckets[n->hash % bucket_count];
    buckets[n->hash % bucket_count] = slot;
    n->parent = directory;
    n->cookie = next_cookie++;
    n->previous = d->last;
    n->next = RAMFS_NONE;
    *(d->last == RAMFS_NONE ? &d->first : &nodes[d->last].next) = slot;
    d->last = slot;
    d->entries++;
    d->subdirectories += (uint32_t)ramfs_is_directory(n);
    d->mtime = uk_time_wall();
    n->is_linked = 1;
    return 0;
}

static void unlink_node(uint32_t slot)
{
    struct node *n = &nodes[slot], *d = &nodes[n->parent];
    uint32_t *bucket = &buckets[n->hash % bucket_count];

    while (*bucket != slot)
        bucket = &nodes[*bucket].same_hash;
    *bucket = n->same_hash;
    *(n->previous == RAMFS_NONE ? &d->first : &nodes[n->previous].next) =
        n->next;
    *(n->next == RAMFS_NONE ? &d->last : &nodes[n->next].previous) =
        n->previous;
    if (d->listed == slot) {
        d->listed = n->next;
        d->listed_cookie = n->cookie;
    }
    d->entries--;
    d->subdirectories -= (uint32_t)ramfs_is_directory(n);
    d->mtime = uk_time_wall();
    free(n->name);
    n->name = NULL;
    n->is_linked = 0;
}

long ramfs_create(uint64_t directory, const char *name, size_t length,
                  uint32_t mode)
{
    if (!ramfs_node(directory))
        return -ENOENT;
    long exists = ramfs_find(directory, name, length);
    if (exists != -ENOENT)
        return exists < 0 ? exists : -EEXIST;
    if (!ramfs_node(directory)->is_linked)
        return -ENOENT; /* removed while somebody holds it */
    if (length > UK_NAME_MAX)
        return -ENAMETOOLONG;
    uint32_t slot = new_slot();
    if (slot == RAMFS_NONE)
        return -ENOMEM;
    nodes[slot].mode = mode;
    if (link_node(slot, (uint32_t)directory, name, length)) {
        free_slot(slot);
        return -ENOMEM;
    }
    return slot;
}

void ramfs_unlink(uint32_t slot)
{
    unlink_node(slot);
    if (!nodes[slot].holds)
        free_slot(slot);
}

int ramfs_move(uint32_t slot, uint32_t directory, const char *name,
               size_t length)
{
    uint32_t old_directory = nodes[slot].parent;
    char old[UK_NAME_MAX];
    size_t old_length = nodes[slot].name_length;

    __builtin_memcpy(old, nodes[slot].name, old_length);
    unlink_node(slot);
    int error = link_node(slot, directory, name, length);
    if (error) /* the old name's memory was just freed */
        link_node(slot, old_directory, old, old_length);
    return error;
}

/* Numbers come from vfscore, which may be elsewhere. */
void ramfs_hold(uint64_t number)
{
    struct node *n = ramfs_node(number);

    if (n && n->holds < UINT32_MAX)
        n->holds++;
}

void ramfs_release(uint64_t number)
{
    struct node *n = ramfs_node(number);

    if (n && n->holds && !--n->holds && !n->is_linked)
        free_slot((uint32_t)number);
}

int ramfs_make_root(void)
{
    uint32_t root = new_slot();

    if (root != RAMFS_ROOT)
        return -ENOMEM;
    nodes[root].mode = UK_S_IFDIR | 0755;
    nodes[root].is_linked = 1;
    return 0;
}
