/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages about names. */
#include "message.h"
#include <errno.h>

#define ROOT_GROUP 0
#define AT_REMOVEDIR 0x200
#define ENTRY_BYTES 24 /* of a listing, without the name */

int uk_9p_walk(int session, uint32_t fid, uint32_t new_fid, const char *name,
               size_t length, struct uk_9p_qid *out)
{
    struct call call;

    call_begin(&call, session, TWALK, 0);
    put_number(&call, fid, 4);
    put_number(&call, new_fid, 4);
    put_number(&call, length != 0, 2);
    if (length)
        put_text(&call, name, length);
    int result = call_send(&call);
    uint64_t steps = get_number(&call, 2);
    if (!result && steps != (length != 0))
        result = -ENOENT;
    if (!result && length)
        get_qid(&call, out);
    return call_end(&call, result);
}

int uk_9p_open(int session, uint32_t fid, uint32_t flags)
{
    struct call call;

    call_begin(&call, session, TLOPEN, 0);
    put_number(&call, fid, 4);
    put_number(&call, flags, 4);
    return call_end(&call, call_send(&call));
}

int uk_9p_create(int session, uint32_t fid, const char *name, size_t length,
                 uint32_t mode)
{
    struct call call;

    call_begin(&call, session, TLCREATE, 0);
    put_number(&call, fid, 4);
    put_text(&call, name, length);
    put_number(&call, UK_O_RDWR | UK_O_CREAT | UK_O_EXCL, 4);
    put_number(&call, mode, 4);
    put_number(&call, ROOT_GROUP, 4);
    return call_end(&call, call_send(&call));
}

int uk_9p_mkdir(int session, uint32_t fid, const char *name, size_t length,
                uint32_t mode)
{
    struct call call;

    call_begin(&call, session, TMKDIR, 0);
    put_number(&call, fid, 4);
    put_text(&call, name, length);
    put_number(&call, mode, 4);
    put_number(&call, ROOT_GROUP, 4);
    return call_end(&call, call_send(&call));
}

int uk_9p_symlink(int session, uint32_t fid, const char *name, size_t length,
                  const char *target, size_t target_length)
{
    struct call call;

    call_begin(&call, session, TSYMLINK, 0);
    put_number(&call, fid, 4);
    put_text(&call, name, length);
    put_text(&call, target, target_length);
    put_number(&call, ROOT_GROUP, 4);
    return call_end(&call, call_send(&call));
}

long uk_9p_readlink(int session, uint32_t fid, char *out, size_t bytes)
{
    struct call call;

    if (!out && bytes)
        return -EFAULT;
    call_begin(&call, session, TREADLINK, 0);
    put_number(&call, fid, 4);
    int result = call_send(&call);
    size_t length = get_number(&call, 2);
    const uint8_t *target = get_bytes(&call, length);
    if (length > bytes)
        length = bytes;
    if (!result && target)
        __builtin_memcpy(out, target, length);
    result = call_end(&call, result);
    return result ? result : (long)length;
}

int uk_9p_unlink(int session, uint32_t fid, const char *name, size_t length,
                 int is_directory)
{
    struct call call;

    call_begin(&call, session, TUNLINKAT, 0);
    put_number(&call, fid, 4);
    put_text(&call, name, length);
    put_number(&call, is_directory ? AT_REMOVEDIR : 0, 4);
    return call_end(&call, call_send(&call));
}

int uk_9p_rename(int session, const struct uk_9p_rename *what)
{
    struct call call;

    if (!what)
        return -EFAULT;
    if (what->from_length > sizeof(what->from) ||
        what->to_length > sizeof(what->to))
        return -ENAMETOOLONG;
    call_begin(&call, session, TRENAMEAT, 0);
    put_number(&call, what->from_fid, 4);
    put_text(&call, what->from, what->from_length);
    put_number(&call, what->to_fid, 4);
    put_text(&call, what->to, what->to_length);
    return call_end(&call, call_send(&call));
}

int uk_9p_next_entry(const uint8_t **at, const uint8_t *end,
                     struct uk_9p_entry *out)
{
    const uint8_t *p = *at;
    uint16_t length;

    /* qid[13] offset[8] type[1] name[s] */
    if (end - p < ENTRY_BYTES)
        return 0;
    out->qid.type = p[0];
    __builtin_memcpy(&out->qid.version, p + 1, 4);
    __builtin_memcpy(&out->qid.path, p + 5, 8);
    __builtin_memcpy(&out->next, p + 13, 8);
    out->type = p[21];
    __builtin_memcpy(&length, p + 22, 2);
    if (end - p - ENTRY_BYTES < length)
        return 0;
    out->length = length;
    out->name = (const char *)p + ENTRY_BYTES;
    *at = p + ENTRY_BYTES + length;
    return 1;
}
