/* SPDX-License-Identifier: BSD-3-Clause */
/* The request tape (README.md has its format): what is sent, what must come
 * back, and the figures of each measured phase. */
#include "tape.h"
#include <flexos/core.h>
#include <plat.h>

#define NAME "flexos.tape" /* in the RAM disk */
#define MAGIC "FXTAPE1\n"
#define MEASURED 1
#define LEAVES 2
#define SHOWN 60 /* bytes of a reply in a message */

struct header {
    char magic[8];
    uint16_t port, connections;
    uint32_t phases;
} __attribute__((packed));

struct phase {
    char name[24]; /* the last byte is 0 */
    uint32_t requests;
    uint16_t pipeline, flags;
    uint32_t bytes; /* of exchanges, which follow */
    uint8_t exchanges[];
} __attribute__((packed));

struct exchange {
    uint32_t request, reply; /* bytes */
    uint8_t bytes[];         /* the request, then the reply */
} __attribute__((packed));

/* A place in time; all but `now` exclude it from what the guest has spent. */
struct stamp {
    uint64_t now, device, halted;
    unsigned interrupts;
};

static const struct header *tape;
static const struct phase *phase; /* NULL: none has begun */
static unsigned phases_left;
static const struct exchange *next; /* of the phase */
static unsigned left;               /* requests that nobody has taken */
static unsigned awaited;            /* replies */
static struct stamp started;

static void print(const char *text)
{
    size_t n = 0;

    while (text[n])
        n++;
    plat_console_write(text, n);
}

static void print_number(uint64_t value)
{
    char digits[24];
    unsigned n = sizeof(digits);

    digits[--n] = 0;
    do
        digits[--n] = (char)('0' + value % 10);
    while (value /= 10);
    print(digits + n);
}

static void print_field(const char *name, uint64_t value)
{
    print(name);
    print_number(value);
}

static void print_bytes(const char *what, const uint8_t *bytes, unsigned n)
{
    print(what);
    for (unsigned i = 0; i < n && i < SHOWN; i++) {
        char c = (char)bytes[i];

        if (c == '\r' || c == '\n')
            print(c == '\r' ? "\\r" : "\\n");
        else
            plat_console_write(c >= ' ' && c < 127 ? &c : "?", 1);
    }
    print(n > SHOWN ? "...\"" : "\"");
}

void tape_fail(int connection, const char *reason)
{
    print("tape failed: ");
    if (connection >= 0) {
        print_field("connection ", (uint64_t)connection);
        print(": ");
    }
    print(reason);
    if (phase) {
        print(" (phase ");
        print(phase->name);
        print_field(", replies to come: ", awaited);
        print(")");
    }
    print("\n");
    flexos_exit(1);
}

static const struct exchange *following(const struct exchange *e)
{
    const uint8_t *at = e->bytes + e->request + e->reply;

    if (at == phase->exchanges + phase->bytes)
        at = phase->exchanges;
    return (const void *)at;
}

static const struct exchange *at(const struct tape_cursor *cursor)
{
    return (const void *)cursor->exchange;
}

static void advance(struct tape_cursor *cursor)
{
    cursor->exchange = (const void *)following(at(cursor));
    cursor->offset = 0;
}

/* Eight hexadecimal digits. */
static uint32_t hexadecimal(const uint8_t *digits)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < 8; i++) {
        unsigned c = digits[i];

        value = value << 4 | (c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return value;
}

static int is_equal(const void *a, const void *b, size_t n)
{
    const uint8_t *x = a, *y = b;

    for (size_t i = 0; i < n; i++)
        if (x[i] != y[i])
            return 0;
    return 1;
}

/* The file of that name in a cpio archive ("newc": 110 bytes of header). */
static const uint8_t *find(const uint8_t *archive, uint64_t size,
                           uint64_t *file_size)
{
    for (uint64_t at = 0; at + 110 <= size;) {
        const uint8_t *entry = archive + at;
        uint64_t length = hexadecimal(entry + 54);
        uint64_t name = hexadecimal(entry + 94);
        uint64_t data = (at + 110 + name + 3) & ~3UL;

        if (data + length > size || !is_equal(entry, "07070", 5))
            break;
        if (name == sizeof(NAME) && is_equal(entry + 110, NAME, name)) {
            *file_size = length;
            return archive + data;
        }
        at = (data + length + 3) & ~3UL;
    }
    return NULL;
}

static int is_whole(const struct phase *p)
{
    const uint8_t *at = p->exchanges, *end = at + p->bytes;

    while (at < end) {
        const struct exchange *e = (const void *)at;

        if ((uint64_t)(end - at) < sizeof(*e) || !e->request || !e->reply ||
            (uint64_t)(end - e->bytes) < (uint64_t)e->request + e->reply)
            return 0;
        at = e->bytes + e->request + e->reply;
    }
    return p->bytes && p->pipeline && p->requests && !p->name[23];
}

void tape_load(void)
{
    uint64_t size = 0;
    const uint8_t *file =
        find(arch_at(flexos_boot.initrd), flexos_boot.initrd_size, &size);

    if (!file)
        tape_fail(-1, "no file " NAME " in the RAM disk");
    tape = (const void *)file;
    if (size < sizeof(*tape) || !is_equal(tape->magic, MAGIC, 8))
        tape_fail(-1, NAME " does not begin as a tape of version 1 does");
    if (!tape->phases || !tape->connections ||
        tape->connections > TAPE_CONNECTIONS_MAX)
        tape_fail(-1, NAME " has no phases, or not from 1 to 1024 connections");
    const uint8_t *at = file + sizeof(*tape), *end = file + size;
    for (uint32_t i = 0; i < tape->phases; i++) {
        const struct phase *p = (const void *)at;

        if ((uint64_t)(end - at) < sizeof(*p) ||
            p->bytes > (uint64_t)(end - p->exchanges) || !is_whole(p))
            tape_fail(-1, NAME " has a phase that is cut off or empty");
        at = p->exchanges + p->bytes;
    }
    phases_left = tape->phases;
}

uint16_t tape_port(void)
{
    return tape->port;
}

unsigned tape_connections(void)
{
    return tape->connections;
}

static struct stamp stamp(void)
{
    return (struct stamp){arch_tsc(), device_ticks(), flexos_halted_ticks,
                          device_interrupts()};
}

/* One line; under icount a tick is an instruction. */
static void print_figures(const struct stamp *ended)
{
    print("tape phase=");
    print(phase->name);
    print_field(" connections=", tape->connections);
    print_field(" pipeline=", phase->pipeline);
    print_field(" requests=", phase->requests);
    print_field(" ticks=", ended->now - started.now);
    print_field(" device=", ended->device - started.device);
    print_field(" halted=", ended->halted - started.halted);
    print_field(" interrupts=", ended->interrupts - started.interrupts);
    print("\n");
}

static void take(struct tape_batch *batch, unsigned n)
{
    batch->send = (struct tape_cursor){(const void *)next, 0};
    batch->receive = batch->send;
    batch->to_send = batch->to_receive = n;
    while (n--)
        next = following(next);
}

static void take_batch(struct tape_batch *batch)
{
    unsigned n = left < phase->pipeline ? left : phase->pipeline;

    left -= n;
    take(batch, n);
}

/* The next phase, or the end of the guest. */
void tape_begin(void)
{
    if (!phases_left--)
        flexos_exit(0);
    phase = phase ? (const void *)(phase->exchanges + phase->bytes)
                  : (const void *)(tape + 1);
    next = (const void *)phase->exchanges;
    left = awaited = phase->requests;
    started = stamp();
    if (phase->flags & LEAVES)
        take(clients_batch(clients_leave()), 1);
    for (unsigned i = 0; i < tape->connections; i++)
        if (!clients_is_gone(i))
            take_batch(clients_batch(i));
}

unsigned tape_request_bytes(const struct tape_batch *batch, unsigned enough)
{
    struct tape_cursor cursor = batch->send;
    unsigned bytes = 0;

    for (unsigned i = 0; i < batch->to_send && bytes < enough; i++) {
        bytes += at(&cursor)->request - cursor.offset;
        advance(&cursor);
    }
    return bytes;
}

unsigned tape_request(struct tape_batch *batch, uint8_t *to, unsigned room)
{
    struct tape_cursor *cursor = &batch->send;
    unsigned done = 0;

    while (batch->to_send && done < room) {
        unsigned n = at(cursor)->request - cursor->offset;

        if (n > room - done)
            n = room - done;
        arch_copy(to + done, at(cursor)->bytes + cursor->offset, n);
        done += n;
        cursor->offset += n;
        if (cursor->offset == at(cursor)->request) {
            advance(cursor);
            batch->to_send--;
        }
    }
    return done;
}

/* `length` bytes of a reply, from where the cursor is; `come` is how many have
 * come altogether. */
static void check(unsigned connection, const struct tape_cursor *cursor,
                  const uint8_t *bytes, unsigned length, unsigned come)
{
    const struct exchange *e = at(cursor);
    const uint8_t *expected = e->bytes + e->request + cursor->offset;

    if (is_equal(bytes, expected, length))
        return;
    print_bytes("tape: expected \"", expected, e->reply - cursor->offset);
    print_bytes(", got \"", bytes, come);
    print("\n");
    tape_fail((int)connection, "a wrong reply");
}

void tape_reply(unsigned connection, const uint8_t *bytes, unsigned length)
{
    struct tape_batch *batch = clients_batch(connection);
    struct tape_cursor *cursor = &batch->receive;

    while (length) {
        if (!batch->to_receive || batch->to_receive == batch->to_send)
            tape_fail((int)connection, "a reply to no request");
        unsigned n = at(cursor)->reply - cursor->offset;
        if (n > length)
            n = length;
        check(connection, cursor, bytes, n, length);
        bytes += n;
        length -= n;
        cursor->offset += n;
        if (cursor->offset == at(cursor)->reply) {
            advance(cursor);
            batch->to_receive--;
            awaited--;
            clients_progress();
        }
    }
    if (!awaited) {
        struct stamp ended = stamp();

        if (phase->flags & MEASURED)
            print_figures(&ended);
        tape_begin();
    } else if (!batch->to_receive) {
        take_batch(batch);
    }
}
