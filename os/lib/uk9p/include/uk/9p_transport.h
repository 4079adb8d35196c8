/* SPDX-License-Identifier: BSD-3-Clause */
/* What carries 9P messages. A transport's buffers are its own memory, so it
 * is in one compartment with uk9p. */
#ifndef UK_9P_TRANSPORT_H
#define UK_9P_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#define UK_9P_MESSAGE_MAX 131072 /* bytes */
#define UK_9P_SHORT_MAX 8192     /* bytes of the shorter of the two */
#define UK_9P_TAG_MAX 32

/* Buffers of one exchange. */
struct uk_9p_exchange {
    uint8_t *request, *response;
    size_t request_size, response_size;
    int slot; /* the transport's */
};

struct uk_9p_transport_ops {
    /* Buffers for one exchange, once some are free; the request's is the
   * long one, or the response's. */
    void (*begin)(unsigned unit, int long_request, struct uk_9p_exchange *out);
    /* Sends so many bytes and waits for the response: its bytes, or -EIO. */
    long (*exchange)(unsigned unit, int slot, size_t bytes);
    void (*end)(unsigned unit, int slot);
};

/* Called at boot, for each channel that there is; `tag` and the table are
 * copied. A channel whose functions are no entries is left out. */
void uk_9p_register(const struct uk_9p_transport_ops *ops, unsigned unit,
                    const char *tag);

#endif
