/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the parts of this library: the device calls the clients, the
 * clients call the tape. Ring 0, one processor, interrupts off: no locks. */
#ifndef TAPE_H
#define TAPE_H

#include <arch.h>
#include <stddef.h>
#include <stdint.h>

#define TAPE_CONNECTIONS_MAX 1024
#define TAPE_FRAME_MAX 1514
#define TAPE_MAC 0x52, 0x54, 0x00, 0x12, 0x34 /* and one byte more */
#define TAPE_MAC_GUEST 0x56
#define TAPE_MAC_CLIENT 0x57

/* A place in the exchanges of a phase. */
struct tape_cursor {
    const uint8_t *exchange;
    uint32_t offset; /* in its request or its reply */
};

/* What one connection has taken from the tape: a batch of exchanges, sent
 * together; the next one is taken when all its replies have come. */
struct tape_batch {
    struct tape_cursor send, receive;
    unsigned to_send; /* exchanges whose request is not wholly sent */
    unsigned to_receive;
};

/* tape.c. Finds the tape in the RAM disk and checks it; ends the guest with
 * a message when it cannot be used. */
void tape_load(void);
uint16_t tape_port(void);
unsigned tape_connections(void);
/* All connections are there: the first phase begins. */
void tape_begin(void);
int tape_has_begun(void);
/* The next bytes of a batch's requests, at most `room`; how many. */
unsigned tape_request(struct tape_batch *batch, uint8_t *to, unsigned room);
unsigned tape_request_bytes(const struct tape_batch *batch, unsigned enough);
/* Bytes of replies; the connection gets its next batch when it is due, and a
 * wrong byte ends the guest. */
void tape_reply(unsigned connection, const uint8_t *bytes, unsigned length);
/* Ends the guest with status 1. connection -1: it is about none. */
_Noreturn void tape_fail(int connection, const char *reason);

/* clients.c. What the guest has sent. */
void clients_take(const uint8_t *frame, unsigned length);
/* The next frame for the guest, of at most TAPE_FRAME_MAX bytes; 0: none. */
unsigned clients_next(uint8_t *frame);
/* Time has passed: a client may want to try again, or have waited too long. */
void clients_look(void);
int clients_have_frames(void);
struct tape_batch *clients_batch(unsigned connection);
/* The last connection that is there but for the first one sends what is in its
 * batch, hears nothing, and says no more, not even goodbye. Which one. */
unsigned clients_leave(void);
int clients_is_gone(unsigned connection);
/* The tape has moved on. */
void clients_progress(void);

/* device.c. Ticks spent in this library, up to now; interrupts raised. */
uint64_t device_ticks(void);
unsigned device_interrupts(void);

#endif
