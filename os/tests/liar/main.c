/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints what reading 8 bytes into a buffer gives, by each way there is, and
 * whether anything behind the buffer has changed. The test builds it with an
 * lwIP that claims to have received more. */
#include <stdint.h>
#include <uk/print.h>
#include <uk/sys_files.h>
#include <uk/sys_socket.h>

#define AF_INET 2
#define SOCK_STREAM 1
#define PORT 0xe803 /* 1000, in network order */
#define ROOM 16
#define GUARD 240

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

int main(void)
{
    struct {
        uint16_t family, port;
        uint8_t ip[4], zero[8];
    } address = {AF_INET, PORT, {127, 0, 0, 1}, {0}};
    int listener = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);
    int client = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);

    uk_sys_bind(listener, &address, sizeof(address));
    uk_sys_listen(listener, 1);
    uk_sys_connect(client, &address, sizeof(address));
    int server = (int)uk_sys_accept(listener, NULL, NULL);

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
    return 0;
}
