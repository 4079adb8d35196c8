/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors for lwip's sockets: the object behind a file is lwip's number.
 * lwip never waits; the functions here do, between two tries. */
#include "socket.h"

#define SOCKETS_MAX 4096
#define NO_FILE (-1)

static struct sock socks[SOCKETS_MAX] = {
    [0 ... SOCKETS_MAX - 1] = {.file = NO_FILE}};

/* Numbers come from vfscore and lwip, which may be elsewhere. */
static int is_number(int number)
{
    return number >= 0 && number < SOCKETS_MAX;
}

static long read_socket(int number, void *data, size_t bytes)
{
    return uk_socket_sane(uk_inet_receive(number, data, bytes, 0), bytes);
}

static long write_socket(int number, const void *data, size_t bytes)
{
    return uk_socket_sane(uk_inet_send(number, data, bytes, NULL, 0), bytes);
}

static unsigned poll_socket(int number)
{
    return uk_inet_events(number);
}

static long ioctl_socket(int number, unsigned request, void *argument)
{
    if (request != UK_FIONREAD)
        return -ENOTTY;
    if (!argument)
        return -EFAULT;
    long pending = uk_socket_sane(uk_inet_pending(number), INT_MAX);
    if (pending < 0)
        return pending;
    *(int *)argument = (int)pending;
    return 0;
}

static void close_socket(int number)
{
    if (!is_number(number))
        return;
    socks[number].file = NO_FILE;
    uk_inet_close(number);
}

static const struct uk_file_ops ops = {
    .type = UK_S_IFSOCK,
    .read = read_socket,
    .write = write_socket,
    .poll = poll_socket,
    .ioctl = ioctl_socket,
    .close = close_socket,
};

/* From lwip, and not to be trusted more than lwip is. */
void uk_socket_event(int number, unsigned events)
{
    if (is_number(number) && socks[number].file != NO_FILE)
        uk_vfs_event(socks[number].file, events);
}

/* A descriptor for a new socket of lwip's; closes it when there is none. */
static long install(int number, int is_stream, int flags)
{
    if (number < 0)
        return number;
    if (socks[number].file != NO_FILE)
        return -EIO; /* lwip is not sane */
    int file =
        uk_vfs_file_new(&ops, number, UK_O_RDWR | (flags & UK_O_NONBLOCK));
    if (file < 0) {
        uk_inet_close(number);
        return file;
    }
    socks[number] =
        (struct sock){.file = file, .is_stream = (uint8_t)is_stream};
    int fd = uk_vfs_file_install(file, flags);
    if (fd < 0)
        close_socket(number);
    return fd;
}

int uk_socket_use(int fd, struct use *use)
{
    int file = uk_vfs_file_of(fd);

    if (file < 0)
        return file;
    int number = uk_vfs_file_object(fd, &ops);
    int is_pair = number < 0;
    if (is_pair)
        number = uk_vfs_file_object(fd, &uk_socket_pair_ops);
    if (number < 0 || number >= (is_pair ? PAIR_ENDS : SOCKETS_MAX))
        return -ENOTSOCK;
    *use = (struct use){.file = file,
                        .number = number,
                        .is_pair = is_pair,
                        .waits = !(uk_vfs_file_flags(file) & UK_O_NONBLOCK),
                        .sock = is_pair ? NULL : &socks[number]};
    uk_vfs_file_hold(file);
    return 0;
}

void uk_socket_end(const struct use *use)
{
    uk_vfs_file_drop(use->file);
}

int uk_socket_wait(const struct use *use, int flags, int to_send)
{
    if (!use->waits || flags & MSG_DONTWAIT)
        return -EAGAIN;
    int failed =
        uk_vfs_wait(use->file, uk_vfs_file_timeout(use->file, to_send));
    return failed == -ETIMEDOUT ? -EAGAIN : failed;
}

long uk_sys_socket(int family, int type, int protocol)
{
    int kind = type & SOCK_TYPE_MASK;

    if (type & ~(SOCK_TYPE_MASK | SOCK_FLAGS))
        return -EINVAL;
    int number = (int)uk_socket_sane(uk_inet_socket(family, kind, protocol),
                                     SOCKETS_MAX - 1);
    return install(number, kind == SOCK_STREAM, type & SOCK_FLAGS);
}

long uk_sys_bind(int fd, const void *address, unsigned bytes)
{
    struct use use;
    long result = uk_socket_use(fd, &use);

    if (result)
        return result;
    result = use.is_pair
                 ? -EINVAL
                 : uk_socket_done(uk_inet_bind(use.number, address, bytes));
    uk_socket_end(&use);
    return result;
}

long uk_sys_listen(int fd, int backlog)
{
    struct use use;
    long result = uk_socket_use(fd, &use);

    if (result)
        return result;
    result = use.is_pair ? -EINVAL
                         : uk_socket_done(uk_inet_listen(use.number, backlog));
    uk_socket_end(&use);
    return result;
}

static long name_of(int number, int peer, struct uk_socket_name *name)
{
    long n = uk_socket_sane(
        uk_inet_name(number, peer, name->address, sizeof(name->address)),
        sizeof(name->address));

    if (n >= 0)
        name->bytes = (uint32_t)n;
    return n < 0 ? n : 0;
}

long uk_socket_name(int fd, int peer, struct uk_socket_name *name)
{
    struct use use;
    long result = name ? uk_socket_use(fd, &use) : -EFAULT;

    if (result)
        return result;
    *name =
        (struct uk_socket_name){.is_stream = !use.sock || use.sock->is_stream};
    if (use.is_pair) {
        uint16_t family = AF_UNIX;

        __builtin_memcpy(name->address, &family, sizeof(family));
        name->bytes = sizeof(family);
    } else {
        result = name_of(use.number, peer, name);
    }
    uk_socket_end(&use);
    return result;
}

long uk_socket_accept(int fd, int flags, struct uk_socket_name *peer)
{
    struct use use;
    long result = !peer                 ? -EFAULT
                  : flags & ~SOCK_FLAGS ? -EINVAL
                                        : uk_socket_use(fd, &use);

    if (result)
        return result;
    do
        result = use.is_pair ? -EINVAL
                             : uk_socket_sane(uk_inet_accept(use.number),
                                              SOCKETS_MAX - 1);
    while (result == -EAGAIN && !(result = uk_socket_wait(&use, 0, 0)));
    uk_socket_end(&use);
    if (result < 0)
        return result;
    int number = (int)result;
    result = install(number, 1, flags);
    *peer = (struct uk_socket_name){.is_stream = 1};
    if (result >= 0)
        name_of(number, 1, peer);
    return result;
}

long uk_sys_connect(int fd, const void *address, unsigned bytes)
{
    struct use use;
    long result = uk_socket_use(fd, &use);

    if (result)
        return result;
    result = use.is_pair
                 ? -EISCONN
                 : uk_socket_done(uk_inet_connect(use.number, address, bytes));
    if (result == -EINPROGRESS && use.waits) {
        unsigned over = UK_POLLOUT | UK_POLLERR | UK_POLLHUP;

        result = 0;
        while (!result && !(uk_inet_events(use.number) & over))
            result = uk_socket_wait(&use, 0, 1);
        if (!result)
            result =
                uk_socket_done(-uk_inet_get(use.number, SOL_SOCKET, SO_ERROR));
        else if (result == -EAGAIN)
            result = -EINPROGRESS;
    }
    uk_socket_end(&use);
    return result;
}

long uk_sys_shutdown(int fd, int how)
{
    struct use use;
    long result = uk_socket_use(fd, &use);

    if (result)
        return result;
    result = use.is_pair ? uk_pair_shutdown(use.number, how)
                         : uk_socket_done(uk_inet_shutdown(use.number, how));
    uk_socket_end(&use);
    return result;
}
