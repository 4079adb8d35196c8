/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints what reading 8 bytes into a buffer gives, by each way there is, and
 * whether anything behind the buffer has changed; and what is said of
 * addresses. The test builds it with an lwIP that claims to have received
 * more. With an argument: a thread that waits for a connection, on which another
 * sends 8, where the scheduler may lie about the wait. */
#include <stdint.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/sys_files.h>
#include <uk/sys_msg.h>
#include <uk/sys_socket.h>

#define AF_INET 2
#define SOCK_STREAM 1
#define PORT 0xe803 /* 1000, in network order */
#define ROOM 16
#define GUARD 240
#define MILLISECOND 1000000UL

static struct {
    char buffer[ROOM], guard[GUARD];
} memory;

static void prepare(void)
{
    for (int i = 0; i < ROOM; i++)
        memory.buffer[i] = 0;
    for (int i = 0; i < GUARD; i++)
        memory.guard[i] = 0x5a;
}

static void report(const char *how, long result)
{
    int intact = 1;

    for (int i = 0; i < GUARD; i++)
        intact &= memory.guard[i] == 0x5a;
    uk_printk("%s: %ld, %s\n", how, result,
              intact ? "nothing else written" : "FAIL: more written");
}

static struct {
    uint16_t family, port;
    uint8_t ip[4], zero[8];
} address = {AF_INET, PORT, {127, 0, 0, 1}, {0}};

static int listener, client, server;

static void connect_to_myself(void)
{
    listener = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);
    client = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);
    uk_printk("bind: %ld\n", uk_sys_bind(listener, &address, sizeof(address)));
    uk_printk("listen: %ld\n", uk_sys_listen(listener, 1));
    uk_sys_connect(client, &address, sizeof(address));
    server = (int)uk_sys_accept(listener, NULL, NULL);
}

static void name(const char *how, long result, unsigned bytes)
{
    uk_printk("%s: %ld, %u bytes\n", how, result, bytes);
}

static void receive(void)
{
    unsigned bytes = ROOM;

    prepare();
    uk_sys_write(client, "8 bytes.", 8);
    report("read", uk_sys_read(server, memory.buffer, ROOM));
    uk_sys_write(client, "8 bytes.", 8);
    report("recvfrom",
           uk_sys_recvfrom(server, memory.buffer, ROOM, 0, NULL, NULL));
    struct uk_iovec parts[] = {{memory.buffer, 4}, {memory.buffer + 4, 12}};
    struct uk_msghdr m = {.msg_iov = parts, .msg_iovlen = 2};
    uk_sys_write(client, "8 bytes.", 8);
    report("recvmsg", uk_sys_recvmsg(server, &m, 0));
    long result = uk_sys_getsockname(server, memory.buffer, &bytes);
    name("getsockname", result, bytes);
    bytes = ROOM;
    result = uk_sys_getpeername(server, memory.buffer, &bytes);
    name("getpeername", result, bytes);
    report("names", 0);
}

static void connect_later(void *unused)
{
    int second = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);

    (void)unused;
    uk_sched_sleep(100 * MILLISECOND);
    uk_sys_connect(second, &address, sizeof(address));
    uk_sys_write(second, "8 bytes.", 8);
}

static void wait_for_connection(void)
{
    prepare();
    uk_printk("a thread: %d\n", uk_thread_create(connect_later, NULL) >= 0);
    int accepted = (int)uk_sys_accept(listener, NULL, NULL);
    report("waited", uk_sys_read(accepted, memory.buffer, ROOM));
}

int main(int argc, char **argv)
{
    (void)argv;
    connect_to_myself();
    if (argc > 1)
        wait_for_connection();
    else
        receive();
    return 0;
}
