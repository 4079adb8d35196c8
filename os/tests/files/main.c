/* SPDX-License-Identifier: BSD-3-Clause */
/* The C library from another compartment: streams, files, formats, numbers. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int failures;

static void check(int passed, const char *what)
{
    printf("%s %s\n", passed ? "ok  " : "FAIL", what);
    failures += !passed;
}

static void initial_disk(void)
{
    char line[64] = "";
    struct stat info;
    FILE *file = fopen("/etc/motd", "r");

    check(file && fgets(line, sizeof(line), file) &&
              !strcmp(line, "from the initial RAM disk\n"),
          "a file of the initial RAM disk");
    if (file)
        fclose(file);
    check(!stat("/etc", &info) && S_ISDIR(info.st_mode), "stat of a directory");
    check(!stat("/etc/../etc/./motd", &info) && info.st_size == 26,
          "dots in a path");
    errno = 0;
    check(!fopen("/etc/nothing", "r") && errno == ENOENT, "ENOENT");
    errno = 0;
    check(!fopen("/etc/motd/x", "r") && errno == ENOTDIR, "ENOTDIR");
}

static void write_and_read(void)
{
    char text[100] = "";
    FILE *file = fopen("/tmp.txt", "w+");

    check(file != NULL, "a new file");
    for (int i = 0; i < 5000; i++)
        fprintf(file, "%d\n", i);
    long sum = 0;
    int value, count = 0;
    rewind(file);
    while (fscanf(file, "%d", &value) == 1) {
        sum += value;
        count++;
    }
    check(count == 5000 && sum == 4999L * 5000 / 2, "5,000 lines back");
    check(!fseek(file, -5, SEEK_END) && fgets(text, sizeof(text), file) &&
              !strcmp(text, "4999\n"),
          "seek");
    fclose(file);
    int fd = open("/tmp.txt", O_WRONLY | O_APPEND);
    check(fd >= 3 && write(fd, "end", 3) == 3 && !close(fd), "append");
    fd = open("/etc/motd", O_RDWR);
    check(fd >= 3 && write(fd, "FROM", 4) == 4 && lseek(fd, 0, SEEK_SET) == 0 &&
              read(fd, text, 8) == 8 && !memcmp(text, "FROM the", 8),
          "a borrowed file becomes our own");
    close(fd);
    check(!mkdir("/d", 0755) && !rename("/tmp.txt", "/d/moved"), "rename");
    errno = 0;
    check(rmdir("/d") < 0 && errno == ENOTEMPTY, "ENOTEMPTY");
    check(!unlink("/d/moved") && !rmdir("/d"), "remove");
    errno = 0;
    check(write(99, "x", 1) < 0 && errno == EBADF, "EBADF");
}

static int down(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

static void library(void)
{
    char text[100];
    int numbers[] = {3, 1, 2};
    char *end;
    static jmp_buf mark;

    snprintf(text, sizeof(text), "%s %05d %-4s| %x %lld %.3f %g %Lf %2$d", "a",
             42, "b", 0xbeefu, -1234567890123LL, 3.14159, 1e300, 2.5L);
    check(1, text);
    snprintf(text, sizeof(text), "%05d|%-4s|%x|%lld|%.3f|%g", 42, "b", 0xbeefu,
             -1234567890123LL, 3.14159, 1e300);
    check(!strcmp(text, "00042|b   |beef|-1234567890123|3.142|1e+300"),
          "formats");
    qsort(numbers, 3, sizeof(int), down);
    check(numbers[0] == 3 && numbers[2] == 1, "qsort calls back");
    errno = 0;
    check(strtol("99999999999999999999", &end, 10) == 0x7fffffffffffffff &&
              errno == ERANGE && !*end,
          "strtol sets errno");
    check(fabs(sin(1.0) - 0.8414709848) < 1e-9 && sqrt(2.0) > 1.414, "libm");
    check(isalpha('x') && !isalpha('1') && toupper('x') == 'X', "ctype");
    if (!setjmp(mark))
        longjmp(mark, 1);
    else
        check(1, "longjmp in one compartment");
    check(strtok(strcpy(text, "one two"), " ") == text, "strtok");
    struct timespec before, after, nap = {0, 20000000};
    clock_gettime(CLOCK_MONOTONIC, &before);
    nanosleep(&nap, NULL);
    clock_gettime(CLOCK_MONOTONIC, &after);
    check((after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec -
                  before.tv_nsec >=
              20000000,
          "nanosleep");
    check(time(NULL) > 1700000000, "time");
}

static void at_end(void)
{
    puts("atexit ran");
}

int main(int argc, char **argv)
{
    check(argc == 3 && !strcmp(argv[0], "files-test") &&
              !strcmp(argv[1], "one") && !strcmp(argv[2], "two words"),
          "arguments");
    atexit(at_end);
    initial_disk();
    write_and_read();
    library();
    fprintf(stderr, "on stderr\n");
    printf(failures ? "files: %d failures\n" : "files: all passed\n", failures);
    exit(failures != 0);
}
