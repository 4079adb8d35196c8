/* SPDX-License-Identifier: BSD-3-Clause */
/* Start and end of a program, called by ukboot around main. */
#include "libc.h"
#include "pthread_impl.h"
#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uk/assert.h>
#include <uk/libparam.h>

#define VARIABLES_MAX 64
#define TEXT_MAX 2048
#define NAME "flexos.name"
#define PREFIX "env."
#define TLS_ALIGN 16UL

/* As Linux leaves it on a program's stack: variables, 0, auxiliary vector. */
struct start {
    char *environment[VARIABLES_MAX + 1];
    size_t auxiliary[6];
};

/* The variables are the parameters env.NAME=value of the image. In memory of
 * the heap, which a profile can share: programs read them in place. */
static __attribute__((noinline)) char **read_environment(void)
{
    struct start *start = calloc(1, sizeof(*start));
    char *text = malloc(TEXT_MAX);
    size_t used = 0;
    unsigned n = 0;

    if (!start || !text)
        UK_CRASH("no memory for the environment; raise -M");
    while (n < VARIABLES_MAX) {
        long length = uk_libparam_text(PREFIX, n, text + used, TEXT_MAX - used);
        if (length < 0 || used + (size_t)length + 1 >= TEXT_MAX)
            break;
        start->environment[n++] = text + used;
        used += (size_t)length + 1;
    }
    size_t *auxiliary = (size_t *)&start->environment[n + 1];
    auxiliary[0] = AT_PAGESZ;
    auxiliary[1] = 4096;
    auxiliary[2] = AT_NULL;
    return start->environment;
}

/* The first thread's variables. Takes the place of musl's, which reads the
 * program's headers. */
void __init_tls(size_t *auxiliary)
{
    (void)auxiliary;
    libc.tls_align = TLS_ALIGN;
    libc.tls_size =
        (2 * sizeof(void *) + sizeof(struct pthread) + 2 * TLS_ALIGN - 1) &
        -TLS_ALIGN;
    unsigned char *memory = calloc(1, libc.tls_size);
    if (!memory || __init_tp(__copy_tls(memory)) < 0)
        UK_CRASH("no memory for the first thread of musl; raise -M");
}

/* There are no destructors: the late-binding pass refuses them. */
void __libc_exit_fini(void)
{
}

void uk_libc_boot(void)
{
    static char name[128];
    static int is_booted;

    if (is_booted) /* everybody can call it */
        return;
    is_booted = 1;
    uk_libparam_text(NAME "=", 0, name, sizeof(name));
    __init_libc(read_environment(), name);
}

void uk_libc_exit(int status)
{
    exit(status);
}
