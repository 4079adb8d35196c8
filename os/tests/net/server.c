/* SPDX-License-Identifier: BSD-3-Clause */
/* An echo server with epoll, level-triggered and without waiting. What a
 * client does not take back is kept in the socket: it is peeked at, sent, and
 * only then received. */
#include "check.h"
#include <errno.h>
#include <uk/sys_files.h>
#include <uk/sys_poll.h>
#include <uk/sys_msg.h>
#include <uk/sys_socket.h>

#define NONBLOCK 0x800
#define PEEK 2
#define BATCH 64

static char data[16384];
static struct address any = {AF_INET, PORT(7), {0}, {0}};
static int epoll, is_done;

static void watch(int fd, int operation, unsigned events)
{
    struct uk_epoll_event event = {events, (uint64_t)fd};

    EXPECT(uk_sys_epoll_ctl(epoll, operation, fd, &event), 0);
}

static void accept_all(int listener)
{
    long fd;

    while ((fd = uk_sys_accept4(listener, NULL, NULL, NONBLOCK)) >= 0)
        watch((int)fd, UK_EPOLL_CTL_ADD, UK_POLLIN);
    if (fd != -EAGAIN)
        uk_printk("FAIL: accept: %ld\n", fd);
}

/* The whole word and nothing else: other data may begin like it. */
static int is_quit(void)
{
    return data[0] == 'q' && data[1] == 'u' && data[2] == 'i' && data[3] == 't';
}

/* Sends back what has come, as far as it goes. */
static void echo(int fd)
{
    for (;;) {
        long n = uk_sys_recvfrom(fd, data, sizeof(data), PEEK, NULL, NULL);

        if (n == -EAGAIN) {
            watch(fd, UK_EPOLL_CTL_MOD, UK_POLLIN);
            return;
        }
        long sent = n > 0 ? uk_sys_sendto(fd, data, (size_t)n, 0, NULL, 0) : -1;
        if (sent == -EAGAIN) {
            watch(fd, UK_EPOLL_CTL_MOD, UK_POLLOUT);
            return;
        }
        if (sent < 0) {
            uk_sys_close(fd);
            return;
        }
        is_done |= n == 4 && is_quit();
        uk_sys_read(fd, data, (size_t)sent);
    }
}

int serve(void)
{
    int listener = (int)uk_sys_socket(AF_INET, SOCK_STREAM | NONBLOCK, 0);

    EXPECT(uk_sys_bind(listener, &any, sizeof(any)), 0);
    EXPECT(uk_sys_listen(listener, 511), 0);
    epoll = (int)uk_sys_epoll_create1(0);
    watch(listener, UK_EPOLL_CTL_ADD, UK_POLLIN);
    while (!is_done && !failures) {
        struct uk_epoll_event events[BATCH];
        long n = uk_sys_epoll_wait(epoll, events, BATCH, -1);

        for (long i = 0; i < n; i++) {
            if ((int)events[i].data == listener)
                accept_all(listener);
            else
                echo((int)events[i].data);
        }
    }
    uk_printk("net: done\n");
    return failures;
}
