/* SPDX-License-Identifier: BSD-3-Clause */
/* Ring 0 starts ukboot_entry in the default compartment. The application may
 * be in another one: its arguments are shared. */
#include <flexos/isolation.h>
#include <flexos/syscall.h>
#include <stddef.h>
#include <uk/assert.h>

#define LINE_MAX 2048
#define ARGUMENTS_MAX 128

static char line[LINE_MAX] __attribute__((flexos_whitelist));
static char *arguments[ARGUMENTS_MAX + 2] __attribute__((flexos_whitelist));
static char unnamed[] __attribute__((flexos_whitelist)) = "flexos";

int main(int argc, char **argv);

/* Of libraries that an image may do without. */
int uk_vfs_boot(void) __attribute__((weak));
void uk_sched_boot(void) __attribute__((weak));
void uk_net_boot(void) __attribute__((weak));
void uk_libc_boot(void) __attribute__((weak));
void uk_libc_exit(int status) __attribute__((weak));

/* The next word of *at, unquoted in place: inside "", a backslash keeps the
 * byte after it. NULL: there is none. */
static char *next_word(char **at)
{
    char *from = *at;

    while (*from == ' ')
        from++;
    if (!*from)
        return NULL;
    char *word = from, *to = from;
    int quoted = 0;
    for (; *from && (quoted || *from != ' '); from++) {
        if (*from == '"') {
            quoted = !quoted;
            continue;
        }
        if (quoted && *from == '\\' && from[1])
            from++;
        *to++ = *from;
    }
    *at = *from ? from + 1 : from;
    *to = 0;
    return word;
}

static int is_end_of_parameters(const char *word)
{
    return word[0] == '-' && word[1] == '-' && !word[2];
}

/* What follows "name=" in a word, or NULL. */
static char *value_of(char *word, const char *name)
{
    while (*name && *word == *name) {
        word++;
        name++;
    }
    return !*name && *word == '=' ? word + 1 : NULL;
}

/* Words after "--"; without one, all words. Parameters of libraries stand
 * before it and are read by uklibparam. */
static int read_arguments(void)
{
    int argc = 1;
    char *at = line;

    flexos_syscall(FLEXOS_SYS_CMDLINE, (long)line, LINE_MAX, 0);
    line[LINE_MAX - 1] = 0;
    arguments[0] = unnamed;
    for (char *word = next_word(&at); word; word = next_word(&at)) {
        char *name = value_of(word, "flexos.name");
        if (name) {
            arguments[0] = name;
        } else if (is_end_of_parameters(word)) {
            /* What came so far were parameters. The rest is not looked at. */
            for (argc = 1; (word = next_word(&at)) && argc <= ARGUMENTS_MAX;)
                arguments[argc++] = word;
            break;
        } else if (argc <= ARGUMENTS_MAX) {
            arguments[argc++] = word;
        }
    }
    arguments[argc] = NULL;
    return argc;
}

void ukboot_entry(void)
{
    int argc = read_arguments();

    if (uk_libc_boot)
        uk_libc_boot();
    if (uk_sched_boot)
        uk_sched_boot();
    if (uk_vfs_boot && uk_vfs_boot())
        UK_CRASH("the initial RAM disk cannot be read: it must be a cpio "
                 "archive in newc format");
    if (uk_net_boot)
        uk_net_boot();
    int status = main(argc, arguments);
    if (uk_libc_exit)
        uk_libc_exit(status);
    flexos_syscall(FLEXOS_SYS_EXIT, status, 0, 0);
}
