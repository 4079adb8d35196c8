/* SPDX-License-Identifier: BSD-3-Clause */
#include "message.h"
#include <errno.h>

#define HEADER 7 /* size[4] type[1] tag[2] */
#define NO_TAG 0xffff
#define ERRNO_MAX 4095

void put_number(struct call *call, uint64_t value, unsigned bytes)
{
    put_bytes(call, &value, bytes);
}

void put_bytes(struct call *call, const void *from, size_t bytes)
{
    if (bytes > (size_t)(call->out_end - call->out) || (!from && bytes)) {
        call->is_bad = from ? ENAMETOOLONG : EFAULT;
        return;
    }
    __builtin_memcpy(call->out, from, bytes);
    call->out += bytes;
}

void put_text(struct call *call, const char *text, size_t length)
{
    put_number(call, length, 2);
    put_bytes(call, text, length);
}

void call_begin(struct call *call, int session, enum message_type type,
                int long_request)
{
    struct uk_9p_exchange *e = &call->exchange;

    *call = (struct call){.type = (uint8_t)type};
    /* Sessions are numbers that others give: of a bad one nothing is sent. */
    call->refused = session_channel(session, &call->ops, &call->unit);
    if (call->refused)
        return;
    call->ops->begin(call->unit, long_request, e);
    /* One message in each exchange: its slot tells it apart. */
    call->tag = type == TVERSION ? NO_TAG : (uint16_t)e->slot;
    call->out = e->request;
    call->out_end = e->request + e->request_size;
    put_number(call, 0, 4);
    put_number(call, type, 1);
    put_number(call, call->tag, 2);
}

const uint8_t *get_bytes(struct call *call, size_t bytes)
{
    const uint8_t *at = call->in;

    if (bytes > (size_t)(call->in_end - call->in)) {
        call->is_bad = EIO;
        return NULL;
    }
    call->in += bytes;
    return at;
}

uint64_t get_number(struct call *call, unsigned bytes)
{
    const uint8_t *at = get_bytes(call, bytes);
    uint64_t value = 0;

    if (at)
        __builtin_memcpy(&value, at, bytes);
    return value;
}

void get_qid(struct call *call, struct uk_9p_qid *out)
{
    if (!out) {
        call->is_bad = EFAULT;
        return;
    }
    out->type = (uint32_t)get_number(call, 1);
    out->version = (uint32_t)get_number(call, 4);
    out->path = get_number(call, 8);
}

int call_send(struct call *call)
{
    uint32_t size = (uint32_t)(call->out - call->exchange.request);

    if (call->refused)
        return call->refused;
    if (call->is_bad)
        return -call->is_bad;
    __builtin_memcpy(call->exchange.request, &size, sizeof(size));
    long got = call->ops->exchange(call->unit, call->exchange.slot, size);
    if (got < HEADER || (size_t)got > call->exchange.response_size)
        return -EIO;
    call->in = call->exchange.response;
    call->in_end = call->in + got;
    uint64_t says = get_number(call, 4);
    uint64_t type = get_number(call, 1), tag = get_number(call, 2);
    if (says < HEADER || says > (uint64_t)got || tag != call->tag)
        return -EIO;
    call->in_end = call->exchange.response + says;
    if (type == RLERROR) {
        uint64_t error = get_number(call, 4);
        return error && error <= ERRNO_MAX ? -(int)error : -EIO;
    }
    return type == call->type + 1u ? 0 : -EIO;
}

int call_end(struct call *call, int result)
{
    if (!call->refused)
        call->ops->end(call->unit, call->exchange.slot);
    return !result && call->is_bad ? -EIO : result;
}
