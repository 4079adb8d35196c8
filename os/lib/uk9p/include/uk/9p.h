/* SPDX-License-Identifier: BSD-3-Clause */
/* 9P2000.L, the client's side (github.com/chaos/diod, protocol.md). Fids are
 * chosen by the caller. Results below 0 are negative errno, those of the
 * server or -EIO for an answer that makes no sense. Every call waits. */
#ifndef UK_9P_H
#define UK_9P_H

#include <stddef.h>
#include <stdint.h>
#include <uk/linux.h>

#define UK_9P_DATA_MAX 126976 /* bytes of one read or write */
#define UK_9P_QID_DIRECTORY 0x80
#define UK_9P_QID_SYMLINK 0x02

struct uk_9p_qid {
    uint64_t path; /* tells files of a server apart */
    uint32_t version;
    uint32_t type;
};

struct uk_9p_stat {
    struct uk_9p_qid qid;
    uint64_t mode, links, device, size;
    uint64_t mtime, mtime_ns;
    uint64_t blocks;
};
_Static_assert(sizeof(struct uk_9p_stat) == 72, "library.yaml says so");

#define UK_9P_SET_MODE 0x1
#define UK_9P_SET_SIZE 0x8
#define UK_9P_SET_MTIME 0x120 /* MTIME and MTIME_SET: a given time */
struct uk_9p_change {
    uint32_t valid; /* UK_9P_SET_* */
    uint32_t mode;
    uint64_t size, mtime, mtime_ns;
};
_Static_assert(sizeof(struct uk_9p_change) == 32, "library.yaml says so");

struct uk_9p_rename {
    uint32_t from_fid, to_fid; /* directories */
    uint32_t from_length, to_length;
    char from[256], to[256];
};
_Static_assert(sizeof(struct uk_9p_rename) == 528, "library.yaml says so");

/* One entry of a directory's listing. */
struct uk_9p_entry {
    struct uk_9p_qid qid;
    uint64_t next; /* offset of the entry behind it */
    uint32_t type; /* mode >> 12 */
    uint32_t length;
    const char *name; /* in the message */
};

/* Connects to what has the tag; `root` becomes its root directory. A session,
 * or -ENODEV. */
int uk_9p_attach(const char *tag, uint32_t root, struct uk_9p_qid *out);
/* new_fid: the entry of that name, or with length 0 fid's file again. */
int uk_9p_walk(int session, uint32_t fid, uint32_t new_fid, const char *name,
               size_t length, struct uk_9p_qid *out);
/* fid becomes good for reading or writing: UK_O_*. */
int uk_9p_open(int session, uint32_t fid, uint32_t flags);
/* A new regular file; fid, which was the directory, becomes that, opened for
 * reading and writing. */
int uk_9p_create(int session, uint32_t fid, const char *name, size_t length,
                 uint32_t mode);
int uk_9p_mkdir(int session, uint32_t fid, const char *name, size_t length,
                uint32_t mode);
int uk_9p_symlink(int session, uint32_t fid, const char *name, size_t length,
                  const char *target, size_t target_length);
/* Bytes of the target, without an end. */
long uk_9p_readlink(int session, uint32_t fid, char *out, size_t bytes);
int uk_9p_unlink(int session, uint32_t fid, const char *name, size_t length,
                 int is_directory);
/* The entry takes the place of what has the new name. */
int uk_9p_rename(int session, const struct uk_9p_rename *what);
/* At most UK_9P_DATA_MAX bytes; how many. */
long uk_9p_read(int session, uint32_t fid, uint64_t offset, void *buffer,
                size_t bytes);
long uk_9p_write(int session, uint32_t fid, uint64_t offset, const void *buffer,
                 size_t bytes);
/* Entries as they are in the message; see uk_9p_next_entry. */
long uk_9p_readdir(int session, uint32_t fid, uint64_t offset, void *buffer,
                   size_t bytes);
/* Takes one entry at *at, which moves behind it; 0: there is none, or it is
 * cut off. Touches nothing but its arguments. */
int uk_9p_next_entry(const uint8_t **at, const uint8_t *end,
                     struct uk_9p_entry *out);
int uk_9p_stat(int session, uint32_t fid, struct uk_9p_stat *out);
int uk_9p_set(int session, uint32_t fid, const struct uk_9p_change *change);
int uk_9p_fsync(int session, uint32_t fid, int data_only);
int uk_9p_clunk(int session, uint32_t fid);
int uk_9p_statfs(int session, uint32_t fid, struct uk_statfs *out);

#endif
