/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs all parts, or ends in the way that the first argument names. */
#include "check.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failures;

void check(int passed, const char *what)
{
    printf("%s %s\n", passed ? "ok  " : "FAIL", what);
    failures += !passed;
}

static void last_words(void)
{
    printf("said at exit, ");
}

static void *leave(void *status)
{
    exit((int)(long)status);
}

static void on_signal(int number)
{
    printf("handled %d\n", number);
    exit(number);
}

/* Text that is not flushed, functions for the end, and the status. */
static int end(const char *how)
{
    pthread_t thread;
    int ends[2];

    atexit(last_words);
    printf("unflushed, ");
    if (!strcmp(how, "return"))
        return 17;
    if (!strcmp(how, "exit"))
        exit(18);
    if (!strcmp(how, "_exit"))
        _exit(19);
    if (!strcmp(how, "thread")) {
        pthread_create(&thread, NULL, leave, (void *)20L);
        pthread_join(thread, NULL);
    }
    if (!strcmp(how, "abort"))
        abort();
    if (!strcmp(how, "handler")) {
        signal(SIGTERM, on_signal);
        raise(SIGTERM);
    }
    if (!strcmp(how, "pipe") && !pipe(ends)) {
        close(ends[0]);
        write(ends[1], "x", 1);
    }
    if (!strcmp(how, "signal"))
        raise(SIGUSR1);
    if (!strcmp(how, "last"))
        pthread_exit(NULL);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "leave")) {
        test_leaving(atoi(argv[2]));
        return failures != 0;
    }
    if (argc > 1)
        return end(argv[1]);
    test_stdio();
    test_numbers();
    test_memory();
    test_process();
    test_threads();
    test_waiting();
    printf(failures ? "musl: %d failures\n" : "musl: all passed\n", failures);
    return failures != 0;
}
