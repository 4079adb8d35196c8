/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP clients (RFC 9293) over Ethernet and IPv4, as many as the tape has
 * connections, all at one address. They know a network that loses nothing: a
 * frame that is missing ends the guest. An acknowledgement goes with the next
 * request, or alone when the card has nothing else to send. */
#include "tape.h"
#include <plat.h>

#define ETHERNET 14
#define IP 20
#define TCP 20
#define HEADERS (ETHERNET + IP + TCP)
#define ARP_FRAME 42
#define ARP_REQUEST 1
#define ARP_REPLY 2
#define FIN 1
#define SYN 2
#define RST 4
#define PSH 8
#define ACK 16
#define PROTOCOL_TCP 6
#define MSS 1460
#define OPTION_MSS 4        /* bytes */
#define SEGMENT_DEFAULT 536 /* RFC 9293, 3.7.1 */
#define WINDOW 65535
#define PORT 40000 /* of connection 0 */
#define RETRY_NS 10000000UL
#define PATIENCE_NS 30000000000UL

enum state { CLOSED, ASKED, OPEN };

struct client {
    enum state state;
    uint32_t sent, acknowledged, received; /* sequence numbers */
    unsigned window, segment;
    int owes_ack, is_gone;
    struct tape_batch batch;
};

static struct client clients[TAPE_CONNECTIONS_MAX];
static unsigned count, open_count;
static unsigned turn; /* whose frame was last */
static const uint8_t client_mac[] = {TAPE_MAC, TAPE_MAC_CLIENT};
static uint8_t guest_mac[6];
static uint32_t guest_ip; /* 0: it has not been heard of */
static unsigned owes_arp; /* ARP_REQUEST, ARP_REPLY, or 0 */
static int has_asked;     /* for the guest's hardware address */
static int is_answered;
static uint64_t retry_at, last_progress;

static unsigned get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static uint32_t get32(const uint8_t *at)
{
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xffff);
}

/* A neighbour of the guest's. */
static uint32_t client_ip(void)
{
    return guest_ip ^ 1;
}

struct tape_batch *clients_batch(unsigned connection)
{
    return &clients[connection].batch;
}

unsigned clients_leave(void)
{
    unsigned last = count - 1;

    while (last && clients[last].is_gone)
        last--;
    if (!last)
        tape_fail(-1, "the last connection cannot leave");
    clients[last].is_gone = 1;
    clients[last].owes_ack = 0;
    return last;
}

int clients_is_gone(unsigned connection)
{
    return clients[connection].is_gone;
}

void clients_progress(void)
{
    last_progress = plat_time_ns();
}

static void take_arp(const uint8_t *frame)
{
    const uint8_t *arp = frame + ETHERNET;
    uint32_t sender = get32(arp + 14);

    if (!sender)
        return;
    arch_copy(guest_mac, arp + 8, sizeof(guest_mac));
    guest_ip = sender;
    if (get16(arp + 6) == ARP_REPLY)
        is_answered = 1;
    else if (get32(arp + 24) == client_ip())
        owes_arp = ARP_REPLY;
}

static unsigned segment_size(const uint8_t *tcp, unsigned header)
{
    for (unsigned i = TCP; i < header && tcp[i];) {
        if (tcp[i] == 2 && i + OPTION_MSS <= header)
            return get16(tcp + i + 2) < MSS ? get16(tcp + i + 2) : MSS;
        i += tcp[i] == 1 || i + 1 == header || !tcp[i + 1] ? 1 : tcp[i + 1];
    }
    return SEGMENT_DEFAULT;
}

/* The answer to a SYN. */
static void connected(struct client *c, const uint8_t *tcp, unsigned header)
{
    if ((tcp[13] & (SYN | ACK)) != (SYN | ACK) || get32(tcp + 8) != c->sent)
        tape_fail((int)(c - clients), "no answer to its SYN was expected");
    c->state = OPEN;
    c->received = get32(tcp + 4) + 1;
    c->acknowledged = c->sent;
    c->window = get16(tcp + 14);
    c->segment = segment_size(tcp, header);
    c->owes_ack = 1;
    open_count++;
    clients_progress();
    if (open_count == count)
        tape_begin();
}

/* `length` bytes behind the TCP header. */
static void take_segment(unsigned number, const uint8_t *tcp, unsigned header,
                         unsigned length)
{
    struct client *c = &clients[number];
    uint32_t sequence = get32(tcp + 4);

    if (c->is_gone)
        return;
    if (tcp[13] & RST) {
        if (c->state == OPEN)
            tape_fail((int)number, "the guest has reset the connection");
        /* Nobody listens yet. */
        c->state = CLOSED;
        retry_at = plat_time_ns() + RETRY_NS;
        return;
    }
    if (c->state == ASKED)
        connected(c, tcp, header);
    if (c->state == CLOSED || tcp[13] & SYN)
        return;
    if ((int32_t)(get32(tcp + 8) - c->acknowledged) > 0)
        c->acknowledged = get32(tcp + 8);
    c->window = get16(tcp + 14);
    if ((int32_t)(sequence - c->received) > 0)
        tape_fail((int)number, "a segment of the guest's is missing");
    if (tcp[13] & FIN)
        tape_fail((int)number, "the guest has closed the connection");
    if (sequence != c->received || length)
        c->owes_ack = 1;
    if (sequence == c->received && length) {
        c->received += length;
        tape_reply(number, tcp + header, length);
    }
}

static void take_ip(const uint8_t *ip, unsigned length)
{
    unsigned header = (ip[0] & 15) * 4, total = get16(ip + 2);

    if (ip[0] >> 4 != 4 || ip[9] != PROTOCOL_TCP || total > length ||
        get32(ip + 16) != client_ip() || total < header + TCP)
        return;
    const uint8_t *tcp = ip + header;
    unsigned number = get16(tcp + 2) - PORT, behind = (tcp[12] >> 4) * 4;
    if (number < count && get16(tcp) == tape_port() && header + behind <= total)
        take_segment(number, tcp, behind, total - header - behind);
}

void clients_take(const uint8_t *frame, unsigned length)
{
    unsigned type = length > ETHERNET ? get16(frame + 12) : 0;

    if (type == 0x0806 && length >= ARP_FRAME)
        take_arp(frame);
    else if (type == 0x0800 && length >= ETHERNET + IP + TCP && guest_ip)
        take_ip(frame + ETHERNET, length - ETHERNET);
}

/* Bytes of requests that may be sent now. */
static unsigned room(const struct client *c)
{
    unsigned under_way = c->sent - c->acknowledged;
    unsigned left = c->window > under_way ? c->window - under_way : 0;

    if (c->state != OPEN || !c->batch.to_send)
        return 0;
    if (left >= c->segment)
        return c->segment;
    /* No silly windows (RFC 9293, 3.8.6.2.1): all that is left, or wait. */
    return left >= tape_request_bytes(&c->batch, left + 1) || !under_way ? left
                                                                         : 0;
}

/* The first connection goes ahead, to see whether anybody listens. */
static int asks(const struct client *c)
{
    return c->state == CLOSED && is_answered &&
           (c == clients || clients[0].state == OPEN) &&
           plat_time_ns() >= retry_at;
}

static int has_frame(const struct client *c)
{
    return c->owes_ack || room(c) || asks(c);
}

int clients_have_frames(void)
{
    if (owes_arp)
        return 1;
    for (unsigned i = 0; i < count; i++)
        if (has_frame(&clients[(turn + i) % count])) {
            turn = (turn + i) % count;
            return 1;
        }
    return 0;
}

static void write_ethernet(uint8_t *frame, unsigned type)
{
    arch_copy(frame, guest_mac, 6);
    arch_copy(frame + 6, client_mac, 6);
    put16(frame + 12, type);
}

static unsigned write_arp(uint8_t *frame)
{
    static const uint8_t fixed[] = {0, 1, 0x08, 0, 6, 4};
    uint8_t *arp = frame + ETHERNET;

    write_ethernet(frame, 0x0806);
    arch_copy(arp, fixed, sizeof(fixed));
    put16(arp + 6, owes_arp);
    arch_copy(arp + 8, client_mac, 6);
    put32(arp + 14, client_ip());
    arch_copy(arp + 18, guest_mac, 6);
    put32(arp + 24, guest_ip);
    owes_arp = 0;
    return ARP_FRAME;
}

static void write_ip(uint8_t *ip, unsigned total)
{
    uint32_t sum = 0;

    arch_clear(ip, IP);
    ip[0] = 0x45;
    put16(ip + 2, total);
    ip[6] = 0x40; /* do not fragment */
    ip[8] = 64;   /* hops */
    ip[9] = PROTOCOL_TCP;
    put32(ip + 12, client_ip());
    put32(ip + 16, guest_ip);
    for (unsigned i = 0; i < IP; i += 2)
        sum += get16(ip + i);
    sum = (sum & 0xffff) + (sum >> 16);
    put16(ip + 10, ~(sum + (sum >> 16)) & 0xffff);
}

static void write_tcp(uint8_t *tcp, struct client *c, unsigned flags)
{
    put16(tcp, PORT + (unsigned)(c - clients));
    put16(tcp + 2, tape_port());
    put32(tcp + 4, c->sent);
    put32(tcp + 8, flags & ACK ? c->received : 0);
    tcp[12] = TCP / 4 << 4;
    tcp[13] = (uint8_t)flags;
    put16(tcp + 14, WINDOW);
    put32(tcp + 16, 0); /* the card says that the checksum is good */
}

static unsigned write_syn(uint8_t *frame, struct client *c)
{
    uint8_t *tcp = frame + ETHERNET + IP;

    c->state = ASKED;
    c->sent = 0;
    write_ip(frame + ETHERNET, IP + TCP + OPTION_MSS);
    write_tcp(tcp, c, SYN);
    tcp[12] = (TCP + OPTION_MSS) / 4 << 4;
    put16(tcp + TCP, 0x0204); /* its kind and length */
    put16(tcp + TCP + 2, MSS);
    c->sent++;
    return HEADERS + OPTION_MSS;
}

unsigned clients_next(uint8_t *frame)
{
    struct client *c = &clients[turn];

    if (owes_arp)
        return write_arp(frame);
    write_ethernet(frame, 0x0800);
    turn = (turn + 1) % count;
    if (c->state != OPEN)
        return write_syn(frame, c);
    unsigned n = tape_request(&c->batch, frame + HEADERS, room(c));
    write_ip(frame + ETHERNET, IP + TCP + n);
    write_tcp(frame + ETHERNET + IP, c, n ? ACK | PSH : ACK);
    c->sent += n;
    c->owes_ack = 0;
    return HEADERS + n;
}

void clients_look(void)
{
    uint64_t now = plat_time_ns();

    if (!count) {
        tape_load();
        count = tape_connections();
        last_progress = now;
    }
    if (guest_ip && !has_asked) {
        has_asked = 1;
        owes_arp = ARP_REQUEST;
    }
    if (now - last_progress > PATIENCE_NS)
        tape_fail(-1, !guest_ip ? "no progress: the guest has not announced an "
                                  "address; give it netdev.ipv4_addr"
                      : open_count < count
                          ? "no progress: not all connections were accepted"
                          : "no progress: no reply has come");
}
