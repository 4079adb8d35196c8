/* SPDX-License-Identifier: BSD-3-Clause */
/* What an attacker does who has taken over the compartment that this library
 * is placed in. He is asked over a TCP port of his own, one request after
 * another: five numbers of 64 bits, little-endian; the answer is 64 bytes. */
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
#define LAST_SLOT 255
#define FILE_CHANNEL (FLEXOS_USER_TOP + 0x30000) /* vfscore's */
#define FILES 4096

enum operation { READ = 1, WRITE, CALL, SYSTEM_CALL, SPIN, DMA, DISTURB };

struct request {
    uint64_t operation, a, b, c, d;
};

struct address {
    uint16_t family, port;
    uint8_t ip[4], zero[8];
};

static uint64_t answer[ANSWER / sizeof(uint64_t)];

/* Has a card of this compartment send memory: the last answer of ring 0. */
static long send_memory(uint64_t address, uint64_t bytes)
{
    struct flexos_dma dma = {address, (uint32_t)bytes, LAST_SLOT, 0};
    long result = -EBADF;

    for (long card = 0; card < FLEXOS_DEVICES_MAX && result == -EBADF; card++)
        result = flexos_syscall(FLEXOS_SYS_DEVICE_SUBMIT, card | 1 << 8,
                                (long)&dma, 1);
    return result;
}

/* Wakes and interrupts whoever waits, for whatever it is. */
static long disturb(void)
{
    long found = 0;

    for (uint64_t n = 0; n < FILES; n++)
        found += uk_wake(FILE_CHANNEL + n, FLEXOS_THREADS_MAX);
    for (int t = 0; t < FLEXOS_THREADS_MAX; t++)
        found += t != uk_thread_self() && uk_interrupt(t);
    return found;
}

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
        answer[0] = ((uint64_t (*)(uint64_t, uint64_t, uint64_t))r->a)(
            r->b, r->c, r->d);
        break;
    case SYSTEM_CALL:
        answer[0] = (uint64_t)flexos_syscall((long)r->a, (long)r->b, (long)r->c,
                                             (long)r->d);
        break;
    case DMA:
        answer[0] = (uint64_t)send_memory(r->a, r->b);
        break;
    case DISTURB:
        answer[0] = (uint64_t)disturb();
        break;
    case SPIN:
        for (;;)
            __asm__ volatile("pause");
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
