/* SPDX-License-Identifier: BSD-3-Clause */
#include <fuzz_third.h>
#include <secret.h>
#include <uk/linux.h>
#include <uk/socket.h>
#include <uk/sys_files.h>
#include <uk/sys_pipe.h>
#include <uk/sys_socket.h>

#define THIRD 2
#define AF_INET 2
#define SOCK_STREAM 1
#define PORT_AT 2 /* in a sockaddr_in */
#define BYTES 16

static volatile uint64_t secret[SECRET_WORDS];

void fuzz_third_keep(void)
{
    secret_put(secret, THIRD);
}

unsigned long fuzz_third_place(void)
{
    return (unsigned long)secret;
}

int fuzz_third_intact(void)
{
    return secret_is(secret, THIRD);
}

/* 16 bytes into one descriptor, and out of another. */
static long pass(int in, int out)
{
    static const char text[BYTES] = "an honest caller";
    char back[BYTES] = "";
    long n = uk_sys_write(in, text, BYTES);

    if (n != BYTES)
        return n < 0 ? n : 1;
    n = uk_sys_read(out, back, BYTES);
    if (n != BYTES)
        return n < 0 ? n : 1;
    return __builtin_memcmp(back, text, BYTES) != 0;
}

long fuzz_third_file(void)
{
    static const char path[] = "/honest";
    int in = (int)uk_sys_open(path, UK_O_CREAT | UK_O_WRONLY, 0600);

    if (in < 0)
        return in;
    int out = (int)uk_sys_open(path, UK_O_RDONLY, 0);
    long result = out < 0 ? out : pass(in, out);
    uk_sys_close(in);
    if (out >= 0)
        uk_sys_close(out);
    long gone = uk_sys_unlink(path);
    return result ? result : gone;
}

long fuzz_third_pipe(void)
{
    int ends[2];
    long result = uk_sys_pipe(ends);

    if (result)
        return result;
    result = pass(ends[1], ends[0]);
    uk_sys_close(ends[0]);
    uk_sys_close(ends[1]);
    return result;
}

static long connect(int listener, int client)
{
    struct {
        uint16_t family, port;
        uint8_t ip[4], zero[8];
    } address = {AF_INET, 0, {127, 0, 0, 1}, {0}};
    struct uk_socket_name name = {0};
    long result = uk_sys_bind(listener, &address, sizeof(address));

    if (!result)
        result = uk_sys_listen(listener, 1);
    if (!result)
        result = uk_socket_name(listener, 0, &name);
    if (result < 0)
        return result;
    __builtin_memcpy(&address.port, name.address + PORT_AT, 2);
    result = uk_sys_connect(client, &address, sizeof(address));
    if (result)
        return result;
    int server = (int)uk_socket_accept(listener, 0, &name);
    if (server < 0)
        return server;
    result = pass(client, server);
    uk_sys_close(server);
    return result;
}

long fuzz_third_tcp(void)
{
    int listener = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);

    if (listener < 0)
        return listener;
    int client = (int)uk_sys_socket(AF_INET, SOCK_STREAM, 0);
    long result = client < 0 ? client : connect(listener, client);
    uk_sys_close(listener);
    if (client >= 0)
        uk_sys_close(client);
    return result;
}
