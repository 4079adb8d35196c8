/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/sys_files.h>
#include <uk/sys_uio.h>
#include <uk/vector.h>

#include <errno.h>

struct request {
    int fd;
    int is_write;
    const int64_t *offset; /* NULL: the file's own position */
};

/* One plain call, behind `done` bytes. */
static long once(const struct request *r, char *buffer, size_t bytes,
                 size_t done)
{
    long n;

    if (r->offset) {
        int64_t at = (int64_t)((uint64_t)*r->offset + done);

        n = r->is_write ? uk_sys_pwrite64(r->fd, buffer, bytes, at)
                        : uk_sys_pread64(r->fd, buffer, bytes, at);
    } else {
        n = r->is_write ? uk_sys_write(r->fd, buffer, bytes)
                        : uk_sys_read(r->fd, buffer, bytes);
    }
    return uk_vector_sane(n, bytes);
}

/* Reading it again does not wait when it has given all that was wanted. */
static int is_plain_file(int fd)
{
    struct uk_linux_stat stat;

    return !uk_sys_fstat(fd, &stat) && (stat.st_mode & UK_S_IFMT) == UK_S_IFREG;
}

/* A vector of no bytes asks for the same rights. */
static long move(const struct request *r, const struct uk_iovec *buffers,
                 int count)
{
    struct uk_vector v;
    size_t done = 0, bytes;
    long n = count < 0 || (r->offset && *r->offset < 0)
                 ? -EINVAL
                 : uk_vector_begin(&v, buffers, (size_t)count);

    if (n)
        return n;
    do {
        char *buffer = uk_vector_next(&v, r->is_write, &bytes);

        n = buffer ? once(r, buffer, bytes, done) : -ENOMEM;
        if (n < 0)
            break;
        uk_vector_moved(&v, buffer, !r->is_write, (size_t)n);
        done += (size_t)n;
    } while (v.left && bytes && (size_t)n == bytes &&
             (r->is_write || is_plain_file(r->fd)));
    uk_vector_end(&v);
    return done ? (long)done : n;
}

long uk_sys_readv(int fd, const struct uk_iovec *vector, int count)
{
    struct request request = {fd, 0, NULL};

    return move(&request, vector, count);
}

long uk_sys_writev(int fd, const struct uk_iovec *vector, int count)
{
    struct request request = {fd, 1, NULL};

    return move(&request, vector, count);
}

long uk_sys_preadv(int fd, const struct uk_iovec *vector, int count,
                   int64_t offset)
{
    struct request request = {fd, 0, &offset};

    return move(&request, vector, count);
}

long uk_sys_pwritev(int fd, const struct uk_iovec *vector, int count,
                    int64_t offset)
{
    struct request request = {fd, 1, &offset};

    return move(&request, vector, count);
}
