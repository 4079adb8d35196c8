/* SPDX-License-Identifier: BSD-3-Clause */
/* Counters: reading takes the value (or 1 of it), writing adds. */
#include <errno.h>
#include <uk/file.h>
#include <uk/sys_eventfd.h>

#define COUNTERS_MAX 1024
#define LARGEST (UINT64_MAX - 1)

struct counter {
    uint64_t value;
    int file;
    uint8_t is_used, is_semaphore;
};

static struct counter counters[COUNTERS_MAX];

/* Numbers come from vfscore, which may be elsewhere: NULL, no such counter. */
static struct counter *counter_at(int number)
{
    return number >= 0 && number < COUNTERS_MAX ? &counters[number] : NULL;
}

static long read_counter(int object, void *buffer, size_t bytes)
{
    struct counter *c = counter_at(object);

    if (!c || !buffer)
        return c ? -EFAULT : -EBADF;
    if (bytes < sizeof(c->value))
        return -EINVAL;
    if (!c->value)
        return -EAGAIN;
    uint64_t taken = c->is_semaphore ? 1 : c->value;
    __builtin_memcpy(buffer, &taken, sizeof(taken));
    c->value -= taken;
    uk_vfs_event(c->file, UK_POLLOUT | UK_POLLWRNORM);
    return sizeof(taken);
}

static long write_counter(int object, const void *buffer, size_t bytes)
{
    struct counter *c = counter_at(object);
    uint64_t added;

    if (!c || !buffer)
        return c ? -EFAULT : -EBADF;
    if (bytes < sizeof(added))
        return -EINVAL;
    __builtin_memcpy(&added, buffer, sizeof(added));
    if (added == UINT64_MAX)
        return -EINVAL;
    if (added > LARGEST - c->value)
        return -EAGAIN;
    c->value += added;
    if (c->value)
        uk_vfs_event(c->file, UK_POLLIN | UK_POLLRDNORM);
    return (long)sizeof(added);
}

static unsigned poll_counter(int object)
{
    const struct counter *c = counter_at(object);

    if (!c)
        return UK_POLLNVAL;
    uint64_t value = c->value;
    return (value ? UK_POLLIN | UK_POLLRDNORM : 0) |
           (value < LARGEST ? UK_POLLOUT | UK_POLLWRNORM : 0);
}

static void close_counter(int object)
{
    if (counter_at(object))
        *counter_at(object) = (struct counter){0};
}

static const struct uk_file_ops ops = {
    .read = read_counter,
    .write = write_counter,
    .poll = poll_counter,
    .close = close_counter,
};

static int free_counter(void)
{
    for (int n = 0; n < COUNTERS_MAX; n++)
        if (!counters[n].is_used)
            return n;
    return -ENFILE;
}

long uk_sys_eventfd2(unsigned start, int flags)
{
    int n = free_counter();

    if (flags & ~(UK_EFD_SEMAPHORE | UK_O_NONBLOCK | UK_O_CLOEXEC))
        return -EINVAL;
    if (n < 0)
        return n;
    int file = uk_vfs_file_new(&ops, n, UK_O_RDWR | (flags & UK_O_NONBLOCK));
    if (file < 0)
        return file;
    counters[n] = (struct counter){
        .value = start,
        .file = file,
        .is_used = 1,
        .is_semaphore = flags & UK_EFD_SEMAPHORE,
    };
    int fd = uk_vfs_file_install(file, flags);
    if (fd < 0)
        close_counter(n);
    return fd;
}

long uk_sys_eventfd(unsigned start)
{
    return uk_sys_eventfd2(start, 0);
}
