/* SPDX-License-Identifier: BSD-3-Clause */
/* AddressAuditTest puts this into ring 0: says which eight bytes that cross,
 * at any offset, are the address of memory that whoever gets them may not
 * read. Each place is said once. */
#include "copying.h"
#include <plat.h>

#define AUDIT_PLACES 256
#define AUDIT_RESULT 7 /* no argument has this number */
/* Addresses of 32 bits are also sizes, times, inode numbers, headers and short
 * texts: of them, only what is aligned as in a structure counts. Heaps and
 * buffers of calls are above. */
#define AUDIT_PLAIN (1UL << 32)
#ifndef AUDIT_IMAGE
#define AUDIT_IMAGE 1
#endif

static uint8_t audit_said[AUDIT_PLACES][8];
static int audit_began;

static inline void audit_text(const char *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    plat_console_write(text, length);
}

static inline void audit_number(const char *what, uint64_t value)
{
    char digits[17] = "";

    for (int i = 0; i < 16; i++)
        digits[i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
    audit_text(what);
    audit_text(digits);
}

static inline int audit_is_foreign(uint64_t value, uint64_t offset,
                                   uint32_t reader)
{
    if (value < AUDIT_PLAIN && offset % 8)
        return 0;
    if (value < FLEXOS_WORDS_BASE && !AUDIT_IMAGE)
        return 0;
    if (value >= FLEXOS_USER_TOP)
        return value - FLEXOS_DIRECT_MAP < flexos_boot.ram_end;
    uint64_t leaf = arch_user_leaf(value);

    return leaf && !arch_leaf_allows(leaf, reader, 0);
}

static inline void audit_value(const char *way, uint64_t place, uint64_t part,
                               uint64_t offset, uint64_t value, uint32_t reader)
{
    if (!audit_began++)
        audit_text("audit: began\n");
    if (!audit_is_foreign(value, offset, reader) ||
        audit_said[place % AUDIT_PLACES][part % 8]++)
        return;
    audit_text("\naudit: an address ");
    audit_text(way);
    audit_number(", gate or buffer ", place);
    audit_number(", argument ", part);
    audit_number(", offset ", offset);
    audit_number(": ", value);
    audit_text("\n");
}

/* `at`: who knows where a byte is. */
static inline void audit_next(const char *way, uint64_t place, uint64_t part,
                              uint64_t i, uint64_t *value, uint8_t byte,
                              uint32_t reader)
{
    *value = *value >> 8 | (uint64_t)byte << 56;
    if (i >= 7)
        audit_value(way, place, part, i - 7, *value, reader);
}

static inline uint64_t audit_gate(struct crossing c)
{
    return (uint64_t)(c.gate -
                      (const struct flexos_copy_gate *)flexos_image.copies);
}

/* Bytes that are the caller's: copied from there, or just back. */
static inline void audit_bytes(const char *way, struct crossing c,
                               uint64_t argument, uint64_t user, uint64_t bytes,
                               uint32_t reader)
{
    uint64_t value = 0;

    for (uint64_t i = 0; i < bytes; i++)
        audit_next(way, audit_gate(c), argument, i, &value,
                   *user_at(c, user + i, 0), reader);
}

static inline void audit_result(uint64_t value, uint64_t gate, uint32_t reader)
{
    audit_value("is a result", gate, AUDIT_RESULT, 0, value, reader);
}

/* For a reader who may read what everybody may, and nothing else. */
static inline void audit_frame(uint64_t buffer, const uint8_t *frame,
                               uint64_t bytes)
{
    uint64_t value = 0;

    for (uint64_t i = 0; i < bytes; i++)
        audit_next("leaves", buffer, 0, i, &value, frame[i], 0x55555554);
}
