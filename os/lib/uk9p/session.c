/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels with their tags, and what begins on them. */
#include "message.h"
#include <errno.h>
#include <flexos/entries.h>
#include <uk/print.h>

#define SESSIONS_MAX 8
#define VERSION "9P2000.L"
#define NO_FID 0xffffffff
#define ROOT_USER 0

struct session {
    struct uk_9p_transport_ops ops; /* checked */
    unsigned unit;
    char tag[UK_9P_TAG_MAX];
};

static struct session sessions[SESSIONS_MAX];
static int count, is_probed;

void uk_virtio_9p_probe(void);

int session_channel(int session, const struct uk_9p_transport_ops **ops,
                    unsigned *unit)
{
    if (session < 0 || session >= count)
        return -EBADF;
    *ops = &sessions[session].ops;
    *unit = sessions[session].unit;
    return 0;
}

void uk_9p_register(const struct uk_9p_transport_ops *ops, unsigned unit,
                    const char *tag)
{
    if (count == SESSIONS_MAX) {
        uk_printk("uk9p: more than %d channels; %s is left out\n", SESSIONS_MAX,
                  tag);
        return;
    }
    struct session *s = &sessions[count];
    s->ops = *ops;
    if (!flexos_are_entries(&s->ops, &s->ops + 1)) {
        uk_printk("uk9p: a channel's function is no entry; it is left out\n");
        return;
    }
    count++;
    s->unit = unit;
    for (int i = 0; i < UK_9P_TAG_MAX - 1 && tag[i]; i++)
        s->tag[i] = tag[i];
}

static int is_same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static int find(const char *tag)
{
    if (!is_probed)
        uk_virtio_9p_probe();
    is_probed = 1;
    for (int i = 0; i < count; i++)
        if (is_same(sessions[i].tag, tag))
            return i;
    return -ENODEV;
}

static int agree(int session)
{
    struct call call;

    call_begin(&call, session, TVERSION, 0);
    put_number(&call, UK_9P_MESSAGE_MAX, 4);
    put_text(&call, VERSION, sizeof(VERSION) - 1);
    int result = call_send(&call);
    uint64_t size = get_number(&call, 4), length = get_number(&call, 2);
    const uint8_t *version = get_bytes(&call, length);
    if (!result && (!version || length != sizeof(VERSION) - 1 ||
                    __builtin_memcmp(version, VERSION, length) ||
                    size != UK_9P_MESSAGE_MAX))
        result = -EPROTO;
    return call_end(&call, result);
}

int uk_9p_attach(const char *tag, uint32_t root, struct uk_9p_qid *out)
{
    struct call call;
    int session = tag && out ? find(tag) : -EFAULT;
    int result = session < 0 ? session : agree(session);

    if (result)
        return result;
    call_begin(&call, session, TATTACH, 0);
    put_number(&call, root, 4);
    put_number(&call, NO_FID, 4);
    put_text(&call, "", 0);
    put_text(&call, "", 0);
    put_number(&call, ROOT_USER, 4);
    result = call_send(&call);
    if (!result)
        get_qid(&call, out);
    result = call_end(&call, result);
    return result ? result : session;
}
