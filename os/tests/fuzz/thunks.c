/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions whose addresses lie in tables of operations are entries, too. An
 * attacker, who has read the image, knows where their thunks are. */
#include "fuzz.h"
#include <uk/sys_files.h>

#define FILE_MAX (24 << 10)
#define THUNKS_MAX 256
#define ADDRESSES_MAX 512

struct thunk {
    const char *name, *arguments;
    long address;
};

static char file[FILE_MAX + 1];
static struct thunk thunks[THUNKS_MAX];
static long addresses[ADDRESSES_MAX];
static unsigned thunk_count, address_count;

/* The next word, ended in place; NULL: there is none. */
static char *word(char **at)
{
    char *from = *at;

    while (*from == ' ' || *from == '\n')
        from++;
    if (!*from)
        return NULL;
    char *to = from;
    while (*to && *to != ' ' && *to != '\n')
        to++;
    *at = *to ? to + 1 : to;
    *to = 0;
    return from;
}

static long hexadecimal(const char *digits)
{
    long value = 0;

    for (; *digits; digits++)
        value =
            value * 16 + (*digits <= '9' ? *digits - '0' : *digits - 'a' + 10);
    return value;
}

static void read_file(void)
{
    int fd = (int)uk_sys_open("/thunks", UK_O_RDONLY, 0);
    size_t bytes = 0;
    long n;

    while (fd >= 0 && (n = uk_sys_read(fd, file + bytes, FILE_MAX - bytes)) > 0)
        bytes += (size_t)n;
    if (fd >= 0)
        uk_sys_close(fd);
}

void fuzz_thunks_read(void)
{
    char *at = file, *name;

    read_file();
    while ((name = word(&at))) {
        const char *arguments = word(&at), *digits = word(&at);

        if (!digits)
            break;
        if (name[0] != '-' && thunk_count < THUNKS_MAX)
            thunks[thunk_count++] =
                (struct thunk){name, arguments, hexadecimal(digits)};
        if (name[0] == '-' && address_count < ADDRESSES_MAX)
            addresses[address_count++] = hexadecimal(digits);
    }
}

unsigned fuzz_thunk_count(void)
{
    return thunk_count;
}

const char *fuzz_thunk_name(unsigned n)
{
    return thunks[n].name;
}

const char *fuzz_thunk_arguments(unsigned n)
{
    return thunks[n].arguments;
}

long fuzz_thunk_address(unsigned n)
{
    return thunks[n].address;
}

long fuzz_thunk_call(unsigned n, const long *a)
{
    typedef long function(long, long, long, long, long, long);

    return ((function *)thunks[n].address)(a[0], a[1], a[2], a[3], a[4], a[5]);
}

unsigned fuzz_address_count(void)
{
    return address_count;
}

long fuzz_address(unsigned n)
{
    return addresses[n];
}
