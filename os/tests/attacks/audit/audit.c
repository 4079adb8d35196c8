/* SPDX-License-Identifier: BSD-3-Clause */
/* Compiled into the trusted base of a test-only image: before a run ends, walks
 * the page tables that were in force and counts what must not be. Prints
 * SUCCEEDED if it finds any, for then an attacker could. */
#include <flexos/core.h>
#include <plat.h>

#define PRESENT 1UL
#define WRITABLE 2UL
#define USER 4UL
#define NO_EXECUTE (1UL << 63)
#define ADDRESS 0x000ffffffffff000UL
#define ENTRIES 512
#define USER_ENTRIES 256 /* of the top level */
#define KEY(entry) ((entry) >> 59 & 15)
#define FRAMES 16384 /* 64 MiB */

/* How a frame is mapped for ring 3. */
static uint8_t writable[FRAMES], executable[FRAMES], times[FRAMES];
static uint8_t first_key[FRAMES];
static unsigned leaves, both, aliased, mixed, writable_key_0;

void flexos_audit(void);

static void look(uint64_t entry, uint64_t rights)
{
    uint64_t frame = (entry & ADDRESS) / ARCH_PAGE_SIZE;
    int writes = (rights & WRITABLE) != 0;
    int executes = !(entry & NO_EXECUTE);

    if (!(rights & USER) || frame >= FRAMES)
        return;
    leaves++;
    both += writes && executes;
    writable_key_0 += writes && flexos_image.uses_pku && KEY(entry) == 0;
    /* The read-only aliases of gate words differ in key: never both writable. */
    mixed += times[frame] && writes && writable[frame] &&
             first_key[frame] != KEY(entry);
    writable[frame] |= (uint8_t)writes;
    executable[frame] |= (uint8_t)executes;
    if (!times[frame]++)
        first_key[frame] = (uint8_t)KEY(entry);
}

static void walk(uint64_t table, unsigned level, uint64_t rights)
{
    const uint64_t *at = arch_at((struct arch_paddr){table & ADDRESS});

    for (unsigned i = 0; i < (level == 3 ? USER_ENTRIES : ENTRIES); i++) {
        if (!(at[i] & PRESENT))
            continue;
        if (level == 0)
            look(at[i], rights & at[i]);
        else
            walk(at[i], level - 1, rights & at[i]);
    }
}

static void say(const char *text)
{
    size_t n = 0;

    while (text[n])
        n++;
    plat_console_write(text, n);
}

void flexos_audit(void)
{
    uint64_t root;

    __asm__ volatile("mov %%cr3, %0" : "=r"(root));
    walk(root, 3, ~0UL);
    for (unsigned i = 0; i < FRAMES; i++)
        aliased += writable[i] && executable[i];
    say(leaves > 100 ? "audit: pages were seen\n" : "audit: FAILED\n");
    if (both || aliased || mixed || writable_key_0)
        say("SUCCEEDED: a page is writable and executable, or has two keys\n");
}
