/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <flexos/syscall.h>
#include <stddef.h>
#include <uk/libparam.h>

#define LINE_MAX 2048

static char line[LINE_MAX];
static int is_read;

static void read_line(void)
{
    if (is_read)
        return;
    flexos_syscall(FLEXOS_SYS_CMDLINE, (long)line, LINE_MAX, 0);
    line[LINE_MAX - 1] = 0;
    is_read = 1;
}

/* The text behind "name=", or NULL. */
static const char *find(const char *name)
{
    if (!name)
        return NULL;
    read_line();
    for (const char *word = line; *word;) {
        size_t n = 0;

        if (word[0] == '-' && word[1] == '-' && (!word[2] || word[2] == ' '))
            return NULL;
        while (name[n] && word[n] == name[n])
            n++;
        if (!name[n] && word[n] == '=')
            return word + n + 1;
        while (*word && *word != ' ')
            word++;
        while (*word == ' ')
            word++;
    }
    return NULL;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return 99;
}

long uk_libparam_number(const char *name, long otherwise)
{
    const char *text = find(name);
    unsigned long value = 0;
    int base = 10;

    if (!text)
        return otherwise;
    if (text[0] == '0' && text[1] == 'x') {
        base = 16;
        text += 2;
    }
    if (digit(*text) >= base)
        return otherwise;
    for (; digit(*text) < base; text++)
        value = value * (unsigned long)base + (unsigned long)digit(*text);
    return *text && *text != ' ' ? otherwise : (long)value;
}

static int is_end(const char *word)
{
    return word[0] == '-' && word[1] == '-' && (!word[2] || word[2] == ' ');
}

/* Copies a word without its quotes; returns what is behind it. */
static const char *copy_word(const char *word, char *out)
{
    int quoted = 0;

    for (; *word && (quoted || *word != ' '); word++) {
        if (*word == '"') {
            quoted = !quoted;
            continue;
        }
        if (quoted && *word == '\\' && word[1])
            word++;
        *out++ = *word;
    }
    *out = 0;
    return word;
}

long uk_libparam_text(const char *prefix, unsigned index, char *out,
                      size_t bytes)
{
    static char plain[LINE_MAX];

    if (!prefix || (!out && bytes))
        return -EFAULT;
    read_line();
    for (const char *word = line; *word && !is_end(word);) {
        size_t n = 0, i = 0;

        word = copy_word(word, plain);
        while (*word == ' ')
            word++;
        while (prefix[n] && plain[n] == prefix[n])
            n++;
        if (prefix[n] || index--)
            continue;
        for (; plain[n + i]; i++)
            if (i < bytes)
                out[i] = plain[n + i];
        if (bytes)
            out[i < bytes ? i : bytes - 1] = 0;
        return (long)i;
    }
    return -ENOENT;
}

int uk_libparam_is(const char *name, const char *value)
{
    const char *text = value ? find(name) : NULL;

    if (!text)
        return 0;
    while (*value && *text == *value) {
        text++;
        value++;
    }
    return !*value && (!*text || *text == ' ');
}

long uk_libparam_ipv4(const char *name, long otherwise)
{
    const char *text = find(name);
    long address = 0;

    for (int i = 0; text && i < 4; i++) {
        long part = 0;

        if (digit(*text) > 9)
            return otherwise;
        for (; digit(*text) <= 9 && part < 256; text++)
            part = part * 10 + digit(*text);
        if (part > 255 || (i < 3 ? *text++ != '.' : *text && *text != ' '))
            return otherwise;
        address = address << 8 | part;
    }
    return text ? address : otherwise;
}
