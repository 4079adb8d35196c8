/* SPDX-License-Identifier: BSD-3-Clause */
/* A pipe is a ring of bytes between two files. Threads switch in none of
 * these functions but where they report events to vfscore, which is always
 * last. */
#include <errno.h>
#include <uk/file.h>
#include <uk/sys_files.h>
#include <uk/sys_pipe.h>

#define CAPACITY 65536 /* bytes, as Linux, pipe(7) */
#define ATOMIC 4096    /* PIPE_BUF: writes up to here are not split */
#define PIPES_MAX 1024

void *malloc(size_t size);
void free(void *block);

struct pipe {
    unsigned ends;      /* READER, WRITER: which are open; 0: a free slot */
    int reader, writer; /* files */
    size_t start, length;
    char *bytes; /* CAPACITY of them, or NULL before the first write */
};
#define READER 1
#define WRITER 2

static struct pipe pipes[PIPES_MAX];

/* Numbers come from vfscore, which may be elsewhere: NULL, no such pipe. */
static struct pipe *pipe_at(int number)
{
    return number >= 0 && number < PIPES_MAX ? &pipes[number] : NULL;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static long read_pipe(int object, void *buffer, size_t bytes)
{
    struct pipe *p = pipe_at(object);

    if (!p || (!buffer && bytes))
        return p ? -EFAULT : -EBADF;
    size_t n = smaller(bytes, p->length);
    if (!n)
        return bytes && p->ends & WRITER ? -EAGAIN : 0;
    size_t before_end = smaller(n, CAPACITY - p->start);
    __builtin_memcpy(buffer, p->bytes + p->start, before_end);
    __builtin_memcpy((char *)buffer + before_end, p->bytes, n - before_end);
    p->start = (p->start + n) % CAPACITY;
    p->length -= n;
    if (CAPACITY - p->length >= ATOMIC && p->ends & WRITER)
        uk_vfs_event(p->writer, UK_POLLOUT | UK_POLLWRNORM);
    return (long)n;
}

static long write_pipe(int object, const void *buffer, size_t bytes)
{
    struct pipe *p = pipe_at(object);

    if (!p || (!buffer && bytes))
        return p ? -EFAULT : -EBADF;
    size_t room = CAPACITY - p->length;
    if (!(p->ends & READER))
        return -EPIPE;
    if (!bytes)
        return 0;
    if (!room || (bytes <= ATOMIC && bytes > room))
        return -EAGAIN;
    if (!p->bytes && !(p->bytes = malloc(CAPACITY)))
        return -ENOMEM;
    size_t n = smaller(bytes, room);
    size_t end = (p->start + p->length) % CAPACITY;
    size_t before_end = smaller(n, CAPACITY - end);
    __builtin_memcpy(p->bytes + end, buffer, before_end);
    __builtin_memcpy(p->bytes, (const char *)buffer + before_end,
                     n - before_end);
    p->length += n;
    uk_vfs_event(p->reader, UK_POLLIN | UK_POLLRDNORM);
    return (long)n;
}

static unsigned poll_reader(int object)
{
    const struct pipe *p = pipe_at(object);

    if (!p)
        return UK_POLLNVAL;
    return (p->length ? UK_POLLIN | UK_POLLRDNORM : 0) |
           (p->ends & WRITER ? 0 : UK_POLLHUP);
}

static unsigned poll_writer(int object)
{
    const struct pipe *p = pipe_at(object);

    if (!p)
        return UK_POLLNVAL;
    if (!(p->ends & READER))
        return UK_POLLOUT | UK_POLLWRNORM | UK_POLLERR;
    return CAPACITY - p->length >= ATOMIC ? UK_POLLOUT | UK_POLLWRNORM : 0;
}

static long pipe_ioctl(int object, unsigned request, void *argument)
{
    if (request != UK_FIONREAD)
        return -ENOTTY;
    if (!pipe_at(object) || !argument)
        return argument ? -EBADF : -EFAULT;
    *(int *)argument = (int)pipe_at(object)->length;
    return 0;
}

static void close_end(struct pipe *p, unsigned end)
{
    if (!p)
        return;
    p->ends &= ~end;
    if (!p->ends) {
        free(p->bytes);
        *p = (struct pipe){0};
    } else if (end == WRITER) {
        uk_vfs_event(p->reader, UK_POLLHUP);
    } else {
        uk_vfs_event(p->writer, UK_POLLERR);
    }
}

static void close_reader(int object)
{
    close_end(pipe_at(object), READER);
}

static void close_writer(int object)
{
    close_end(pipe_at(object), WRITER);
}

static const struct uk_file_ops reader_ops = {
    .type = UK_S_IFIFO,
    .read = read_pipe,
    .poll = poll_reader,
    .ioctl = pipe_ioctl,
    .close = close_reader,
};

static const struct uk_file_ops writer_ops = {
    .type = UK_S_IFIFO,
    .write = write_pipe,
    .poll = poll_writer,
    .ioctl = pipe_ioctl,
    .close = close_writer,
};

static int free_pipe(void)
{
    for (int n = 0; n < PIPES_MAX; n++)
        if (!pipes[n].ends)
            return n;
    return -ENFILE;
}

/* Both descriptors, or none. */
static int install(struct pipe *p, int *out, int flags)
{
    int reader = uk_vfs_file_install(p->reader, flags);

    if (reader < 0) {
        p->ends = 0;
        uk_vfs_file_forget(p->writer);
        return reader;
    }
    int writer = uk_vfs_file_install(p->writer, flags);
    if (writer < 0) {
        p->ends = READER; /* closing the other end frees the pipe */
        uk_sys_close(reader);
        return writer;
    }
    out[0] = reader;
    out[1] = writer;
    return 0;
}

long uk_sys_pipe2(int *out, int flags)
{
    int n = free_pipe();

    if (!out)
        return -EFAULT;
    if (flags & ~(UK_O_NONBLOCK | UK_O_CLOEXEC))
        return -EINVAL;
    if (n < 0)
        return n;
    struct pipe *p = &pipes[n];
    int waits = flags & UK_O_NONBLOCK;
    p->reader = uk_vfs_file_new(&reader_ops, n, UK_O_RDONLY | waits);
    if (p->reader < 0)
        return p->reader;
    p->writer = uk_vfs_file_new(&writer_ops, n, UK_O_WRONLY | waits);
    if (p->writer < 0) {
        uk_vfs_file_forget(p->reader);
        return p->writer;
    }
    p->ends = READER | WRITER;
    return install(p, out, flags);
}

long uk_sys_pipe(int *out)
{
    return uk_sys_pipe2(out, 0);
}
