/* SPDX-License-Identifier: BSD-3-Clause */
/* What a process may use and does use. */
#include <errno.h>
#include <flexos/layout.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/time.h>

#define NANOSECONDS 1000000000ULL
#define UNLIMITED UINT64_MAX
#define LIMIT_COUNT 16
#define LIMIT_STACK 3
#define LIMIT_CORE 4
#define LIMIT_THREADS 6
#define LIMIT_FILES 7
#define FILES_MAX 4096

struct rlimit {
    uint64_t current, most;
};
struct rusage {
    int64_t user_seconds, user_microseconds;
    int64_t system_seconds, system_microseconds;
    int64_t rest[14];
};
struct sysinfo {
    uint64_t uptime; /* seconds */
    uint64_t loads[3];
    uint64_t ram, free_ram, shared_ram, buffer_ram, swap, free_swap;
    uint16_t processes, padding;
    uint64_t high, free_high;
    uint32_t unit;
    uint8_t reserved[256]; /* Linux's own ends here; musl's reserves more */
};

static uint64_t limit_of(int what)
{
    switch (what) {
    case LIMIT_STACK:
        return FLEXOS_STACK_SIZE;
    case LIMIT_CORE:
        return 0;
    case LIMIT_THREADS:
        return FLEXOS_THREADS_MAX;
    case LIMIT_FILES:
        return FILES_MAX;
    default:
        return UNLIMITED;
    }
}

/* Limits are the image's: a program may set what is no more, and it stays. */
long uk_sys_prlimit64(int process, int what, const struct rlimit *fresh,
                      struct rlimit *old)
{
    if (process > 1)
        return -ESRCH;
    if (what < 0 || what >= LIMIT_COUNT)
        return -EINVAL;
    uint64_t limit = limit_of(what);
    if (fresh && fresh->current > limit && fresh->current != UNLIMITED)
        return -EPERM;
    if (old)
        *old = (struct rlimit){limit, limit};
    return 0;
}

long uk_sys_getrlimit(int what, struct rlimit *out)
{
    return uk_sys_prlimit64(0, what, NULL, out);
}

long uk_sys_setrlimit(int what, const struct rlimit *fresh)
{
    return uk_sys_prlimit64(0, what, fresh, NULL);
}

/* All time since boot is the program's. */
long uk_sys_getrusage(int who, struct rusage *out)
{
    uint64_t time = uk_time_monotonic();

    if (!out)
        return -EFAULT;
    *out = (struct rusage){0};
    if (who == -1) /* children */
        return 0;
    out->user_seconds = (int64_t)(time / NANOSECONDS);
    out->user_microseconds = (int64_t)(time % NANOSECONDS / 1000);
    return 0;
}

long uk_sys_sysinfo(struct sysinfo *out)
{
    const size_t linux_bytes = offsetof(struct sysinfo, reserved);
    uint8_t *bytes = (uint8_t *)out;

    if (!out)
        return -EFAULT;
    for (size_t i = 0; i < linux_bytes; i++)
        bytes[i] = 0;
    out->uptime = uk_time_monotonic() / NANOSECONDS;
    out->processes = 1;
    out->unit = 1;
    return 0;
}
