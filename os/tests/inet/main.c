/* SPDX-License-Identifier: BSD-3-Clause */
/* Echoes what comes to port 7, until a connection sends "quit". Sockets are
 * used without descriptors: what lwip alone can do. */
#include <errno.h>
#include <flexos/isolation.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/inet.h>
#include <uk/print.h>
#include <uk/sched.h>

#define CHANNEL 1
#define SOCKETS 4096
#define AF_INET 2
#define SOCK_STREAM 1
#define PORT 7
#define BUFFER 16384

struct connection {
    uint8_t is_open, is_queued;
};

static struct connection connections[SOCKETS];
static int queue[SOCKETS];
static unsigned queue_start, queue_length;
static char data[BUFFER] __attribute__((flexos_whitelist));
static int is_done;

/* From lwip's compartment. */
void uk_socket_event(int socket, unsigned events)
{
    (void)events;
    if (socket < 0 || socket >= SOCKETS || connections[socket].is_queued)
        return;
    connections[socket].is_queued = 1;
    queue[(queue_start + queue_length++) % SOCKETS] = socket;
    uk_wake(CHANNEL, 1);
}

static void accept_all(int listener)
{
    for (;;) {
        int s = uk_inet_accept(listener);

        if (s < 0)
            return;
        connections[s] = (struct connection){
            .is_open = 1, .is_queued = connections[s].is_queued};
        uk_socket_event(s, 0);
    }
}

/* The whole word and nothing else: other data may begin like it. */
static int is_quit(void)
{
    return data[0] == 'q' && data[1] == 'u' && data[2] == 'i' && data[3] == 't';
}

/* Sends what is held, then receives more; until neither goes on. */
static void echo(int s)
{
    struct connection *c = &connections[s];

    if (!c->is_open)
        return;
    for (;;) {
        long n = uk_inet_receive(s, data, sizeof(data), 2);

        if (n == -EAGAIN)
            return;
        long sent = n > 0 ? uk_inet_send(s, data, (size_t)n, NULL, 0) : -1;
        if (sent == -EAGAIN)
            return;
        if (sent < 0) { /* its end, or a failure */
            uk_inet_close(s);
            c->is_open = 0;
            return;
        }
        is_done |= n == 4 && is_quit();
        uk_inet_receive(s, data, (size_t)sent, 0);
    }
}

int main(void)
{
    struct {
        uint16_t family, port;
        uint32_t address;
        uint64_t zero;
    } any = {.family = AF_INET, .port = PORT << 8};
    int listener = uk_inet_socket(AF_INET, SOCK_STREAM, 0);
    int failed = uk_inet_bind(listener, &any, sizeof(any));

    if (failed || (failed = uk_inet_listen(listener, 128))) {
        uk_printk("FAIL: %d\n", failed);
        return 1;
    }
    uk_printk("inet: listening\n");
    while (!is_done) {
        if (!queue_length)
            uk_wait(CHANNEL, UK_FOREVER);
        while (queue_length) {
            int s = queue[queue_start];

            queue_start = (queue_start + 1) % SOCKETS;
            queue_length--;
            connections[s].is_queued = 0;
            if (s == listener)
                accept_all(listener);
            else
                echo(s);
        }
        uk_sched_yield();
    }
    uk_printk("inet: done\n");
    return 0;
}
