/* SPDX-License-Identifier: BSD-3-Clause */
/* Pipes, counters, and waiting for several of them. */
#include "check.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int ends[2];

static void *say(void *what)
{
    sched_yield();
    write(ends[1], what, 5);
    return NULL;
}

static void *listen_for_ever(void *unused)
{
    char text[8];

    read(ends[0], text, sizeof(text));
    return unused;
}

static void pipes(void)
{
    char text[8] = "";
    static char greeting[] = "hello";
    pthread_t thread;
    void *result;

    check(!pipe(ends), "pipe");
    pthread_create(&thread, NULL, say, greeting);
    check(read(ends[0], text, sizeof(text)) == 5 && !strcmp(text, "hello"),
          "a thread reads what another one writes");
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, listen_for_ever, NULL);
    sched_yield();
    check(!pthread_cancel(thread) && !pthread_join(thread, &result) &&
              result == PTHREAD_CANCELED,
          "cancelled in read");
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    check(read(ends[0], text, 1) < 0 && errno == EAGAIN, "O_NONBLOCK");
    struct flock lock = {.l_type = F_WRLCK};
    check(!fcntl(ends[0], F_GETLK, &lock) && lock.l_type == F_UNLCK,
          "a lock is free");
    check(!ioctl(ends[0], FIOCLEX) && fcntl(ends[0], F_GETFD) == FD_CLOEXEC &&
              tcdrain(ends[0]) < 0 && errno == ENOTTY,
          "requests without an argument");
}

static void waits(void)
{
    int counter = eventfd(0, EFD_NONBLOCK), epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 42};
    struct pollfd wish = {.fd = ends[0], .events = POLLIN};
    struct timeval soon = {0, 1000};
    uint64_t count = 3;
    fd_set set;

    check(epoll_ctl(epoll, EPOLL_CTL_ADD, counter, &event) == 0 &&
              epoll_wait(epoll, &event, 1, 10) == 0,
          "epoll waits as long as asked");
    check(write(counter, &count, 8) == 8 &&
              epoll_wait(epoll, &event, 1, 1000) == 1 && event.data.u64 == 42,
          "epoll says what happened");
    check(poll(&wish, 1, 5) == 0, "poll waits as long as asked");
    write(ends[1], "x", 1);
    check(poll(&wish, 1, 1000) == 1 && wish.revents == POLLIN, "poll");
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    check(select(ends[0] + 1, &set, NULL, NULL, &soon) == 1 &&
              FD_ISSET(ends[0], &set),
          "select");
    close(counter);
    close(epoll);
}

static void names(void)
{
    struct stat about;
    char where[64];

    check(!mkdir("/a", 0755) && !chdir("/a") && getcwd(where, sizeof(where)) &&
              !strcmp(where, "/a"),
          "a current directory");
    int file = open("b", O_CREAT | O_WRONLY, 0600);
    check(file >= 0 && write(file, "four", 4) == 4 && !close(file) &&
              !stat("/a/b", &about) && about.st_size == 4 &&
              S_ISREG(about.st_mode),
          "stat knows what was written");
    check(!truncate("b", 1) && !stat("b", &about) && about.st_size == 1,
          "truncate");
    check(!rename("b", "c") && !access("/a/c", R_OK) && access("b", R_OK) < 0,
          "rename and access");
    check(!unlink("c") && !chdir("/") && !rmdir("/a"), "all gone");
}

void test_waiting(void)
{
    pipes();
    waits();
    names();
}
