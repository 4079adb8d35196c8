/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP asks its system for: time, chance, checksums, a last word. */
#include <flexos/events.h>
#include <lwip/arch.h>
#include <lwip/ip_addr.h>
#include <lwip/sys.h>
#include <string.h>
#include <uk/assert.h>

#define MILLISECOND 1000000UL
#define ISN_TICK 4096 /* nanoseconds; RFC 6528 says 4 us */

u32_t sys_now(void)
{
    return (u32_t)(flexos_clock(flexos_events()) / MILLISECOND);
}

_Noreturn void uk_lwip_failed(const char *message)
{
    uk_crash(message, strlen(message));
}

static uint64_t random64(void)
{
    static uint64_t state;
    uint64_t value;
    uint8_t is_good = 0;

    for (int tries = 0; tries < 16 && !is_good; tries++)
        __asm__ volatile("rdrand %0; setc %1" : "=r"(value), "=qm"(is_good));
    if (is_good)
        return value;
    /* splitmix64, stirred with the clock: better than nothing. */
    state += 0x9e3779b97f4a7c15 ^ flexos_clock(flexos_events());
    value = (state ^ state >> 30) * 0xbf58476d1ce4e5b9;
    return value ^ value >> 31;
}

uint32_t uk_lwip_random(void)
{
    return (uint32_t)random64();
}

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

/* SipHash-2-4 (Aumasson, Bernstein 2012) over whole words. */
static uint64_t sip(const uint64_t key[2], const uint64_t *words, unsigned n)
{
    uint64_t v[4] = {key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
                     key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573};

    for (unsigned i = 0; i <= n; i++) {
        uint64_t word = i < n ? words[i] : (uint64_t)n << 59;
        v[3] ^= word;
        sip_round(v);
        sip_round(v);
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint32_t uk_lwip_initial_sequence(const void *local, uint16_t local_port,
                                  const void *remote, uint16_t remote_port)
{
    static uint64_t key[2];
    uint64_t words[2 * ((sizeof(ip_addr_t) + 7) / 8) + 1] = {0};

    if (!key[0]) {
        key[0] = random64() | 1;
        key[1] = random64();
    }
    memcpy(words, local, sizeof(ip_addr_t));
    memcpy(words + (sizeof(ip_addr_t) + 7) / 8, remote, sizeof(ip_addr_t));
    words[sizeof(words) / 8 - 1] = (uint64_t)local_port << 16 | remote_port;
    return (uint32_t)(sip(key, words, sizeof(words) / 8) +
                      flexos_clock(flexos_events()) / ISN_TICK);
}

/* The ones' complement sum of RFC 1071, eight bytes at a time. */
uint16_t uk_lwip_checksum(const void *data, int length)
{
    const uint8_t *at = data;
    uint64_t sum = 0;

    for (; length >= 8; length -= 8, at += 8) {
        uint64_t word;

        memcpy(&word, at, 8);
        sum += word;
        sum += sum < word; /* the carry comes around */
    }
    uint64_t rest = 0;
    memcpy(&rest, at, (size_t)length);
    sum += rest;
    sum += sum < rest;
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)sum;
}
