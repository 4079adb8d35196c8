/* SPDX-License-Identifier: BSD-3-Clause */
/* What an attacker does who has taken over the compartment that this library
 * is placed in. He is asked over a TCP port of his own, one request after
 * another: three numbers of 64 bits, little-endian; the answer is 64 bytes. */
#include <errno.h>
#include <flexos/syscall.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/inet.h>
#include <uk/sched.h>

#define PORT_7777 0x611e /* in network order */
#define AF_INET 2
#define SOCK_STREAM 1
#define MOMENT 1000000UL    /* nanoseconds */
#define BOOTED 1000000000UL /* lwIP is there by then */
#define ANSWER 64

enum operation { READ = 1, WRITE, CALL, SYSTEM_CALL, SPIN };

struct request {
    uint64_t operation, a, b;
};

struct address {
    uint16_t family, port;
    uint8_t ip[4], zero[8];
};

static uint64_t answer[ANSWER / sizeof(uint64_t)];

static void obey(const struct request *r)
{
    const volatile uint8_t *from = (const volatile uint8_t *)r->a;

    switch (r->operation) {
    case READ:
        for (int i = 0; i < ANSWER; i++)
            ((uint8_t *)answer)[i] = from[i];
        break;
    case WRITE:
        *(volatile uint8_t *)r->a = (uint8_t)r->b;
        break;
    case CALL:
        answer[0] = ((uint64_t (*)(void))r->a)();
        break;
    case SYSTEM_CALL:
        answer[0] = (uint64_t)flexos_syscall((long)r->a, (long)r->b, ANSWER, 0);
        break;
    case SPIN:
        for (;;)
            uk_thread_self();
    }
}

/* As uk_inet_receive and the others, which never wait. */
static long receive(int socket, void *data, size_t bytes)
{
    long n;

    while ((n = uk_inet_receive(socket, data, bytes, 0)) == -EAGAIN)
        uk_sched_sleep(MOMENT);
    return n;
}

static void serve(int socket)
{
    struct request request;

    while (receive(socket, &request, sizeof(request)) == sizeof(request)) {
        for (unsigned i = 0; i < ANSWER / sizeof(uint64_t); i++)
            answer[i] = 0;
        obey(&request);
        uk_inet_send(socket, answer, ANSWER, NULL, 0);
    }
    uk_inet_close(socket);
}

static void intrude(void *unused)
{
    struct address any = {.family = AF_INET, .port = PORT_7777};

    (void)unused;
    uk_sched_sleep(BOOTED);
    int listener = uk_inet_socket(AF_INET, SOCK_STREAM, 0);
    uk_inet_bind(listener, &any, sizeof(any));
    uk_inet_listen(listener, 4);
    for (;;) {
        int socket = uk_inet_accept(listener);

        if (socket >= 0)
            serve(socket);
        else
            uk_sched_sleep(MOMENT);
    }
}

/* ukboot calls it, before there is a network. */
void uk_sched_boot(void)
{
    uk_thread_create(intrude, NULL);
}
