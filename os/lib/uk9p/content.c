/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages about what is in files, and about files themselves. */
#include "message.h"
#include <errno.h>

#define GETATTR_BASIC 0x7ff

/* Tread and Treaddir: the same arguments, and the same answer. */
static long get_data(int session, enum message_type type, uint32_t fid,
                     uint64_t offset, void *buffer, size_t bytes)
{
    struct call call;

    if (!buffer && bytes)
        return -EFAULT;
    if (bytes > UK_9P_DATA_MAX)
        bytes = UK_9P_DATA_MAX;
    call_begin(&call, session, type, 0);
    put_number(&call, fid, 4);
    put_number(&call, offset, 8);
    put_number(&call, bytes, 4);
    int result = call_send(&call);
    size_t length = get_number(&call, 4);
    const uint8_t *data = get_bytes(&call, length);
    if (!result && length > bytes)
        result = -EIO;
    if (!result && data)
        __builtin_memcpy(buffer, data, length);
    result = call_end(&call, result);
    return result ? result : (long)length;
}

long uk_9p_read(int session, uint32_t fid, uint64_t offset, void *buffer,
                size_t bytes)
{
    return get_data(session, TREAD, fid, offset, buffer, bytes);
}

long uk_9p_readdir(int session, uint32_t fid, uint64_t offset, void *buffer,
                   size_t bytes)
{
    return get_data(session, TREADDIR, fid, offset, buffer, bytes);
}

long uk_9p_write(int session, uint32_t fid, uint64_t offset, const void *buffer,
                 size_t bytes)
{
    struct call call;

    if (bytes > UK_9P_DATA_MAX)
        bytes = UK_9P_DATA_MAX;
    call_begin(&call, session, TWRITE, 1);
    put_number(&call, fid, 4);
    put_number(&call, offset, 8);
    put_number(&call, bytes, 4);
    put_bytes(&call, buffer, bytes);
    int result = call_send(&call);
    size_t length = get_number(&call, 4);
    if (!result && length > bytes)
        result = -EIO;
    result = call_end(&call, result);
    return result ? result : (long)length;
}

int uk_9p_stat(int session, uint32_t fid, struct uk_9p_stat *out)
{
    struct call call;

    if (!out)
        return -EFAULT;
    call_begin(&call, session, TGETATTR, 0);
    put_number(&call, fid, 4);
    put_number(&call, GETATTR_BASIC, 8);
    int result = call_send(&call);
    if (!result) {
        get_number(&call, 8); /* which of them are valid: all of the basic */
        get_qid(&call, &out->qid);
        out->mode = get_number(&call, 4);
        get_number(&call, 8); /* owner and group */
        out->links = get_number(&call, 8);
        out->device = get_number(&call, 8);
        out->size = get_number(&call, 8);
        get_number(&call, 8); /* size of a block */
        out->blocks = get_number(&call, 8);
        get_number(&call, 8); /* time of access */
        get_number(&call, 8);
        out->mtime = get_number(&call, 8);
        out->mtime_ns = get_number(&call, 8);
    }
    return call_end(&call, result);
}

int uk_9p_set(int session, uint32_t fid, const struct uk_9p_change *change)
{
    struct call call;

    if (!change)
        return -EFAULT;
    call_begin(&call, session, TSETATTR, 0);
    put_number(&call, fid, 4);
    put_number(&call, change->valid, 4);
    put_number(&call, change->mode, 4);
    put_number(&call, 0, 8); /* owner and group */
    put_number(&call, change->size, 8);
    put_number(&call, 0, 8); /* time of access */
    put_number(&call, 0, 8);
    put_number(&call, change->mtime, 8);
    put_number(&call, change->mtime_ns, 8);
    return call_end(&call, call_send(&call));
}

int uk_9p_fsync(int session, uint32_t fid, int data_only)
{
    struct call call;

    call_begin(&call, session, TFSYNC, 0);
    put_number(&call, fid, 4);
    put_number(&call, data_only != 0, 4);
    return call_end(&call, call_send(&call));
}

int uk_9p_clunk(int session, uint32_t fid)
{
    struct call call;

    call_begin(&call, session, TCLUNK, 0);
    put_number(&call, fid, 4);
    return call_end(&call, call_send(&call));
}

int uk_9p_statfs(int session, uint32_t fid, struct uk_statfs *out)
{
    struct call call;

    if (!out)
        return -EFAULT;
    call_begin(&call, session, TSTATFS, 0);
    put_number(&call, fid, 4);
    int result = call_send(&call);
    if (!result) {
        out->f_type = (int64_t)get_number(&call, 4);
        out->f_bsize = (int64_t)get_number(&call, 4);
        out->f_frsize = out->f_bsize;
        out->f_blocks = get_number(&call, 8);
        out->f_bfree = get_number(&call, 8);
        out->f_bavail = get_number(&call, 8);
        out->f_files = get_number(&call, 8);
        out->f_ffree = get_number(&call, 8);
        get_number(&call, 8);
        out->f_namelen = (int64_t)get_number(&call, 4);
    }
    return call_end(&call, result);
}
