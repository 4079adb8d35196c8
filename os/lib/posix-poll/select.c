/* SPDX-License-Identifier: BSD-3-Clause */
/* select: sets of bits become what poll takes, and its answer bits. */
#include "deadline.h"
#include "poll.h"
#include <errno.h>
#include <uk/file.h>
#include <uk/sys_poll.h>

void *malloc(size_t size);
void free(void *block);

int timespec_nanoseconds(const struct uk_timespec *time, uint64_t *out)
{
    *out = UK_FOREVER;
    if (!time)
        return 0;
    if (time->tv_sec < 0 || time->tv_nsec < 0 ||
        time->tv_nsec >= (int64_t)NANOSECONDS)
        return -EINVAL;
    if (__builtin_mul_overflow((uint64_t)time->tv_sec, NANOSECONDS, out) ||
        __builtin_add_overflow(*out, (uint64_t)time->tv_nsec, out))
        *out = UK_FOREVER;
    return 0;
}

void timespec_give_rest(struct uk_timespec *time, uint64_t deadline)
{
    if (!time || deadline == UK_FOREVER)
        return;
    uint64_t left = until(deadline);
    time->tv_sec = (int64_t)(left / NANOSECONDS);
    time->tv_nsec = (int64_t)(left % NANOSECONDS);
}

static int has(const struct uk_fd_set *set, int fd)
{
    return set && set->bits[fd / 64] >> fd % 64 & 1;
}

static void clear(struct uk_fd_set *set, int fd)
{
    set->bits[fd / 64] &= ~((uint64_t)1 << fd % 64);
}

static uint64_t gather(struct uk_pollfd *fds, int count,
                       const struct uk_fd_set *in, const struct uk_fd_set *out,
                       const struct uk_fd_set *except)
{
    uint64_t n = 0;

    for (int fd = 0; fd < count; fd++) {
        int events = (has(in, fd) ? UK_POLLIN | UK_POLLRDNORM : 0) |
                     (has(out, fd) ? UK_POLLOUT | UK_POLLWRNORM : 0) |
                     (has(except, fd) ? UK_POLLPRI : 0);
        if (events)
            fds[n++] = (struct uk_pollfd){fd, (int16_t)events, 0};
    }
    return n;
}

/* Leaves a descriptor in the set if one of the bits holds; 1 if so. */
static int keep(struct uk_fd_set *set, const struct uk_pollfd *p, unsigned bits)
{
    if (!has(set, p->fd))
        return 0;
    if (p->revents & (int)bits)
        return 1;
    clear(set, p->fd);
    return 0;
}

static long scatter(const struct uk_pollfd *fds, uint64_t n,
                    struct uk_fd_set *in, struct uk_fd_set *out,
                    struct uk_fd_set *except)
{
    long bits = 0;

    for (uint64_t i = 0; i < n; i++) {
        if (fds[i].revents & UK_POLLNVAL)
            return -EBADF;
        bits += keep(in, &fds[i], UK_POLLIN | UK_POLLHUP | UK_POLLERR);
        bits += keep(out, &fds[i], UK_POLLOUT | UK_POLLERR);
        bits += keep(except, &fds[i], UK_POLLPRI);
    }
    return bits;
}

static long select_until(int count, struct uk_fd_set *in, struct uk_fd_set *out,
                         struct uk_fd_set *except, uint64_t nanoseconds)
{
    if (count < 0)
        return -EINVAL;
    if (count > UK_FD_SETSIZE)
        count = UK_FD_SETSIZE;
    struct uk_pollfd *fds = malloc((size_t)(count + 1) * sizeof(*fds));
    if (!fds)
        return -ENOMEM;
    uint64_t n = gather(fds, count, in, out, except);
    int is_bad = 0;
    for (uint64_t i = 0; i < n; i++)
        is_bad |= uk_vfs_file_of(fds[i].fd) < 0;
    long result = is_bad ? -EBADF : poll_until(fds, n, nanoseconds);
    if (result >= 0)
        result = scatter(fds, n, in, out, except);
    free(fds);
    return result;
}

long uk_sys_pselect6(int count, struct uk_fd_set *in, struct uk_fd_set *out,
                     struct uk_fd_set *except, struct uk_timespec *timeout,
                     const void *mask)
{
    uint64_t nanoseconds;
    int error = timespec_nanoseconds(timeout, &nanoseconds);

    (void)mask;
    if (error)
        return error;
    uint64_t deadline = deadline_after(nanoseconds);
    long result = select_until(count, in, out, except, nanoseconds);
    timespec_give_rest(timeout, deadline);
    return result;
}

long uk_sys_select(int count, struct uk_fd_set *in, struct uk_fd_set *out,
                   struct uk_fd_set *except, struct uk_timeval *timeout)
{
    struct uk_timespec time = {0};

    if (!timeout)
        return uk_sys_pselect6(count, in, out, except, NULL, NULL);
    if (timeout->tv_usec < 0)
        return -EINVAL;
    time.tv_sec = timeout->tv_sec + timeout->tv_usec / 1000000;
    time.tv_nsec = timeout->tv_usec % 1000000 * (int64_t)PER_MICROSECOND;
    long result = uk_sys_pselect6(count, in, out, except, &time, NULL);
    timeout->tv_sec = time.tv_sec;
    timeout->tv_usec = time.tv_nsec / (int64_t)PER_MICROSECOND;
    return result;
}
