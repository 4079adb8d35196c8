/* SPDX-License-Identifier: BSD-3-Clause */
/* Time, environment, signals, limits, and what cannot be done. */
#include "check.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MILLISECOND 1000000L

static void clocks(void)
{
    struct timespec before, after, wish = {0, 20 * MILLISECOND};
    struct timeval wall;
    char day[32];

    clock_gettime(CLOCK_MONOTONIC, &before);
    check(!nanosleep(&wish, NULL), "nanosleep");
    clock_gettime(CLOCK_MONOTONIC, &after);
    long slept = (after.tv_sec - before.tv_sec) * 1000 * MILLISECOND +
                 after.tv_nsec - before.tv_nsec;
    check(slept >= 20 * MILLISECOND && slept < 5000 * MILLISECOND,
          "it sleeps as long as asked");
    check(!gettimeofday(&wall, NULL) && wall.tv_sec > 1600000000 &&
              wall.tv_sec - time(NULL) <= 0,
          "the wall clock tells this century's time");
    wish.tv_nsec = 1000 * MILLISECOND;
    check(nanosleep(&wish, NULL) < 0 && errno == EINVAL,
          "a second is not so many nanoseconds");
    time_t then = 86400 * 365;
    check(strftime(day, sizeof(day), "%Y-%m-%d %H:%M", gmtime(&then)) &&
              !strcmp(day, "1971-01-01 00:00"),
          "calendar");
    struct tm tm = {.tm_year = 100, .tm_mon = 1, .tm_mday = 29};
    check(mktime(&tm) == 951782400 && tm.tm_wday == 2, "mktime");
    check(clock_gettime(99, &after) < 0 && errno == EINVAL, "no such clock");
}

static void environment(void)
{
    const char *given = getenv("GREETING");

    check(given && !strcmp(given, "good day"), "a variable of the image");
    check(!setenv("MADE", "here", 1) && !strcmp(getenv("MADE"), "here"),
          "setenv");
    unsetenv("MADE");
    check(!getenv("MADE") && !getenv("NEVER"), "unsetenv");
}

static int seen, seen_code;

static void on_signal(int number)
{
    seen = number;
}

static void on_information(int number, siginfo_t *information, void *context)
{
    seen = number;
    seen_code = information->si_code;
    check(context != NULL, "a handler gets a context");
}

static void signals(void)
{
    struct sigaction action = {.sa_sigaction = on_information,
                               .sa_flags = SA_SIGINFO};
    sigset_t set, old;

    check(signal(SIGUSR1, on_signal) == SIG_DFL && !raise(SIGUSR1) &&
              seen == SIGUSR1,
          "raise calls the handler");
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    seen = 0;
    sigprocmask(SIG_BLOCK, &set, &old);
    kill(getpid(), SIGUSR1);
    check(!seen, "a blocked signal waits");
    sigprocmask(SIG_SETMASK, &old, NULL);
    check(seen == SIGUSR1, "until it is not blocked");
    sigaction(SIGUSR2, &action, NULL);
    kill(getpid(), SIGUSR2);
    check(seen == SIGUSR2 && seen_code == SI_TKILL, "SA_SIGINFO");
    seen = 0;
    signal(SIGUSR1, SIG_IGN);
    check(!raise(SIGUSR1) && !raise(SIGCHLD) && !seen, "signals to ignore");
    check(kill(4711, SIGTERM) < 0 && errno == ESRCH, "nobody else is there");
    check(!kill(getpid(), 0), "signal 0 only asks");
}

static void limits(void)
{
    struct rlimit limit;
    struct rusage usage;
    struct utsname name;

    check(!getrlimit(RLIMIT_NOFILE, &limit) && limit.rlim_cur >= 256,
          "getrlimit");
    limit.rlim_cur = RLIM_INFINITY - 1;
    check(setrlimit(RLIMIT_NOFILE, &limit) < 0, "limits do not grow");
    check(!getrusage(RUSAGE_SELF, &usage), "getrusage");
    check(!uname(&name) && !strcmp(name.machine, "x86_64"), "uname");
    check(getpid() == 1 && getuid() == 0 && sysconf(_SC_PAGESIZE) == 4096 &&
              sysconf(_SC_NPROCESSORS_ONLN) == 1,
          "one process on one processor");
}

static void refusals(void)
{
    errno = 0;
    check(fork() < 0 && errno == ENOSYS, "fork says that it cannot");
    errno = 0;
    check(execl("/bin/true", "true", NULL) < 0 && errno == ENOSYS,
          "exec says that it cannot");
    check(system("true") != 0, "system does not run anything");
    check(wait(NULL) < 0 && errno == ECHILD, "no child to wait for");
    check(syscall(SYS_getpid) == 1, "a system call by number");
    volatile long number = 100000;
    check(syscall(number) < 0 && errno == ENOSYS, "and one that is not there");
}

/* Writing to where nobody reads: a signal, and the error where it is ignored. */
static void broken_pipes(void)
{
    int ends[2];

    check(!pipe(ends) && !close(ends[0]), "a pipe without a reader");
    seen = 0;
    signal(SIGPIPE, on_signal);
    check(write(ends[1], "x", 1) < 0 && errno == EPIPE && seen == SIGPIPE,
          "SIGPIPE and EPIPE");
    seen = 0;
    signal(SIGPIPE, SIG_IGN);
    check(write(ends[1], "x", 1) < 0 && errno == EPIPE && !seen,
          "EPIPE only, when the signal is ignored");
    close(ends[1]);
}

void test_process(void)
{
    broken_pipes();
    clocks();
    environment();
    signals();
    limits();
    refusals();
}
