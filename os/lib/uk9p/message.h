/* SPDX-License-Identifier: BSD-3-Clause */
/* One message and its answer. Numbers are little-endian, texts are 2 bytes of
 * length and the bytes. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <uk/9p.h>
#include <uk/9p_transport.h>

/* Types of messages; an answer's is one more. */
enum message_type {
    RLERROR = 7,
    TSTATFS = 8,
    TLOPEN = 12,
    TLCREATE = 14,
    TSYMLINK = 16,
    TREADLINK = 22,
    TGETATTR = 24,
    TSETATTR = 26,
    TREADDIR = 40,
    TFSYNC = 50,
    TMKDIR = 72,
    TRENAMEAT = 74,
    TUNLINKAT = 76,
    TVERSION = 100,
    TATTACH = 104,
    TWALK = 110,
    TREAD = 116,
    TWRITE = 118,
    TCLUNK = 120,
};

struct call {
    const struct uk_9p_transport_ops *ops;
    unsigned unit;
    uint8_t type;
    uint16_t tag;
    int refused; /* 0, or why there is no channel */
    int is_bad;  /* an error number: something did not fit, or was not there */
    struct uk_9p_exchange exchange;
    uint8_t *out, *out_end;     /* of the request, where to write next */
    const uint8_t *in, *in_end; /* of the answer, what is left */
};

void call_begin(struct call *call, int session, enum message_type type,
                int long_request);
void put_number(struct call *call, uint64_t value, unsigned bytes);
void put_bytes(struct call *call, const void *from, size_t bytes);
void put_text(struct call *call, const char *text, size_t length);
/* 0, the server's error, or -EIO. */
int call_send(struct call *call);
uint64_t get_number(struct call *call, unsigned bytes);
void get_qid(struct call *call, struct uk_9p_qid *out);
/* So many bytes of the answer, or NULL. */
const uint8_t *get_bytes(struct call *call, size_t bytes);
/* Gives the buffers back; the result, or -EIO when the answer was too short
 * for what was taken from it. */
int call_end(struct call *call, int result);

/* session.c */
/* 0, or -EBADF: no such session. */
int session_channel(int session, const struct uk_9p_transport_ops **ops,
                    unsigned *unit);

#endif
