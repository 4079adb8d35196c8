/* SPDX-License-Identifier: BSD-3-Clause */
/* Formatted input and output, and files on ramfs. */
#include "check.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static int prints(const char *want, const char *format, double value)
{
    char text[400];

    snprintf(text, sizeof(text), format, value);
    return !strcmp(text, want);
}

static void formats(void)
{
    char text[64];
    int n = 0, number = 0;
    double value = 0;

    check(prints("0x1.8p+1", "%a", 3.0) && prints("1e+100", "%g", 1e100),
          "printf of hexadecimal and large numbers");
    check(prints("0.1000000000000000055511151231257827021181583404541015625",
                 "%.55f", 0.1),
          "printf has every digit of a double");
    check(prints("-inf", "%f", -1.0 / 0.0) && prints("  nan", "%5f", 0.0 / 0.0),
          "printf of what is no number");
    snprintf(text, sizeof(text), "%-5d|%+.3d|%#o|%zu|%hhd%n", 42, 7, 8,
             (size_t)-1, 300, &n);
    check(!strcmp(text, "42   |+007|010|18446744073709551615|44") && n == 38,
          "printf of integers");
    check(snprintf(text, 4, "%s", "truncated") == 9 && !strcmp(text, "tru"),
          "snprintf cuts and says the whole length");
    snprintf(text, sizeof(text), "%Lg", 1.25L);
    check(!strcmp(text, "1.25"), "printf of a long double");
    check(sscanf("x 12 0x1p4 rest", "x %d %lf %3s", &number, &value, text) ==
                  3 &&
              number == 12 && value == 16 && !strcmp(text, "res"),
          "sscanf");
    check(swprintf((wchar_t[8]){0}, 8, L"%ls", L"wide") == 4, "wide text");
}

static void streams(void)
{
    char line[32] = "";
    FILE *file = fopen("/notes", "w+");

    check(file != NULL, "fopen makes a file");
    if (!file)
        return;
    for (int i = 0; i < 1000; i++)
        fprintf(file, "line %d\n", i);
    check(ftell(file) == 8890, "ftell counts what is buffered");
    check(!fseek(file, -9, SEEK_END) && fgets(line, sizeof(line), file) &&
              !strcmp(line, "line 999\n"),
          "fseek and fgets");
    check(!fgets(line, sizeof(line), file) && feof(file), "the end is seen");
    rewind(file);
    int lines = 0, c;
    while ((c = getc(file)) != EOF)
        lines += c == '\n';
    check(lines == 1000, "getc reads it all");
    check(!fclose(file) && !remove("/notes"), "fclose and remove");
    errno = 0;
    check(!fopen("/nowhere/file", "r") && errno == ENOENT,
          "errno says why a file cannot be opened");
    check(!strcmp(strerror(ENOENT), "No such file or directory"), "strerror");
}

static void descriptors(void)
{
    char text[8] = "";
    int fd = open("/numbers", O_RDWR | O_CREAT | O_TRUNC, 0644);

    check(fd > 2 && write(fd, "123456", 6) == 6, "open and write");
    check(lseek(fd, 2, SEEK_SET) == 2 && read(fd, text, 3) == 3 &&
              !strcmp(text, "345"),
          "lseek and read");
    check(!close(fd) && close(fd) < 0 && errno == EBADF,
          "a closed descriptor is no descriptor");
    check(isatty(1) && !isatty(99), "the console is a terminal");
}

static void memory_streams(void)
{
    char *text = NULL, *line = NULL;
    size_t bytes = 0, room = 0;
    FILE *out = open_memstream(&text, &bytes);

    fprintf(out, "%05d\nsecond\n", 42);
    fclose(out);
    check(bytes == 13 && !strncmp(text, "00042\n", 6), "open_memstream");
    FILE *in = fmemopen(text, bytes, "r");
    check(getline(&line, &room, in) == 6 && getline(&line, &room, in) == 7,
          "getline allocates");
    fclose(in);
    free(line);
    free(text);
}

void test_stdio(void)
{
    formats();
    streams();
    descriptors();
    memory_streams();
}
