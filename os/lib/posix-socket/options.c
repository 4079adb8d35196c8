/* SPDX-License-Identifier: BSD-3-Clause */
/* Socket options: those with structures here, numbers are lwip's. */
#include "socket.h"

#define SECOND 1000000000UL
#define MICROSECOND 1000UL
#define OFF (-1)

struct linger {
    int is_on, seconds;
};

/* As much as there is room for. */
static long put(void *to, unsigned bytes, const void *value, unsigned size)
{
    if (bytes > size)
        bytes = size;
    __builtin_memcpy(to, value, bytes);
    return (long)bytes;
}

static int is_timeout(int level, int option)
{
    return level == SOL_SOCKET &&
           (option == SO_RCVTIMEO || option == SO_SNDTIMEO);
}

static long get(const struct use *use, int level, int option, void *value,
                unsigned bytes)
{
    if (is_timeout(level, option)) {
        uint64_t limit = uk_vfs_file_timeout(use->file, option == SO_SNDTIMEO);
        uint64_t t = limit == UK_FOREVER ? 0 : limit;
        struct uk_timeval time = {(int64_t)(t / SECOND),
                                  (int64_t)(t % SECOND / MICROSECOND)};
        return put(value, bytes, &time, sizeof(time));
    }
    if (use->is_pair) {
        int number = option == SO_TYPE     ? SOCK_STREAM
                     : option == SO_DOMAIN ? AF_UNIX
                                           : 0;
        return level == SOL_SOCKET ? put(value, bytes, &number, sizeof(number))
                                   : -EOPNOTSUPP;
    }
    long number =
        uk_socket_sane(uk_inet_get(use->number, level, option), INT_MAX);
    if (level == SOL_SOCKET && option == SO_LINGER) {
        struct linger linger = {number != OFF, number == OFF ? 0 : (int)number};
        return put(value, bytes, &linger, sizeof(linger));
    }
    if (number < 0)
        return number;
    int small = (int)number;
    return put(value, bytes, &small, sizeof(small));
}

static long set(const struct use *use, int level, int option, const void *value,
                unsigned bytes)
{
    int number;

    if (is_timeout(level, option)) {
        struct uk_timeval time;

        if (bytes < sizeof(time))
            return -EINVAL;
        __builtin_memcpy(&time, value, sizeof(time));
        if (time.tv_sec < 0 || time.tv_usec < 0 || time.tv_usec > 999999)
            return -EDOM;
        uint64_t limit;
        if (__builtin_mul_overflow((uint64_t)time.tv_sec, SECOND, &limit) ||
            __builtin_add_overflow(limit, (uint64_t)time.tv_usec * MICROSECOND,
                                   &limit) ||
            !limit)
            limit = UK_FOREVER;
        uk_vfs_file_set_timeout(use->file, option == SO_SNDTIMEO, limit);
        return 0;
    }
    if (bytes < sizeof(number))
        return -EINVAL;
    if (use->is_pair)
        return level == SOL_SOCKET ? 0 : -EOPNOTSUPP;
    __builtin_memcpy(&number, value, sizeof(number));
    if (level == SOL_SOCKET && option == SO_LINGER) {
        struct linger linger;

        if (bytes < sizeof(linger))
            return -EINVAL;
        __builtin_memcpy(&linger, value, sizeof(linger));
        number = linger.is_on ? linger.seconds : OFF;
    }
    return uk_socket_done(uk_inet_set(use->number, level, option, number));
}

long uk_socket_option(int fd, int level, int option, void *value,
                      unsigned bytes)
{
    struct use use;
    long result = value ? uk_socket_use(fd, &use) : -EFAULT;

    if (result)
        return result;
    result = get(&use, level, option, value, bytes);
    uk_socket_end(&use);
    return result;
}

long uk_sys_setsockopt(int fd, int level, int option, const void *value,
                       unsigned bytes)
{
    struct use use;
    long result = value ? uk_socket_use(fd, &use) : -EFAULT;

    if (result)
        return result;
    result = set(&use, level, option, value, bytes);
    uk_socket_end(&use);
    return result;
}
