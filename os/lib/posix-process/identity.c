/* SPDX-License-Identifier: BSD-3-Clause */
/* Who runs: process 1, of user 0, alone on one processor. */
#include <errno.h>
#include <flexos/syscall.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/sched.h>

#define PROCESS 1
#define NAME_BYTES 65

struct utsname {
    char sysname[NAME_BYTES], nodename[NAME_BYTES], release[NAME_BYTES];
    char version[NAME_BYTES], machine[NAME_BYTES], domain[NAME_BYTES];
};

long uk_sys_exit_group(int status)
{
    return flexos_syscall(FLEXOS_SYS_EXIT, status & 0xff, 0, 0);
}

long uk_sys_getpid(void)
{
    return PROCESS;
}

long uk_sys_getppid(void)
{
    return 0;
}

static long only_this(int process)
{
    return process == 0 || process == PROCESS ? PROCESS : -ESRCH;
}

long uk_sys_getpgid(int process)
{
    return only_this(process);
}

long uk_sys_getpgrp(void)
{
    return PROCESS;
}

long uk_sys_getsid(int process)
{
    return only_this(process);
}

/* It leads its session and group already. */
long uk_sys_setsid(void)
{
    return -EPERM;
}

long uk_sys_setpgid(int process, int group)
{
    return only_this(process) < 0 || only_this(group) < 0 ? -ESRCH : 0;
}

long uk_sys_getuid(void)
{
    return 0;
}

long uk_sys_geteuid(void)
{
    return 0;
}

long uk_sys_getgid(void)
{
    return 0;
}

long uk_sys_getegid(void)
{
    return 0;
}

long uk_sys_getgroups(int most, uint32_t *groups)
{
    (void)groups;
    return most < 0 ? -EINVAL : 0;
}

/* There is one user: to become another one changes nothing that could be
 * protected, so a server that drops its rights may go on. */
long uk_sys_setuid(uint32_t user)
{
    (void)user;
    return 0;
}

long uk_sys_setgid(uint32_t group)
{
    (void)group;
    return 0;
}

long uk_sys_setgroups(size_t count, const uint32_t *groups)
{
    (void)count;
    (void)groups;
    return 0;
}

/* Nobody is there who could be waited for. */
long uk_sys_wait4(int process, int *status, int options, void *usage)
{
    (void)process;
    (void)status;
    (void)options;
    (void)usage;
    return -ECHILD;
}

static void put(char *to, const char *text)
{
    size_t i = 0;

    for (; text[i] && i < NAME_BYTES - 1; i++)
        to[i] = text[i];
    to[i] = 0;
}

/* Programs look at the release to know what Linux they may ask for. */
long uk_sys_uname(struct utsname *out)
{
    if (!out)
        return -EFAULT;
    *out = (struct utsname){0};
    put(out->sysname, "FlexOS");
    put(out->nodename, "flexos");
    put(out->release, "5.10.0");
    put(out->version, "flexos");
    put(out->machine, "x86_64");
    return 0;
}

long uk_sys_sched_yield(void)
{
    uk_sched_yield();
    return 0;
}

long uk_sys_sched_getaffinity(int thread, size_t bytes, uint8_t *mask)
{
    (void)thread;
    if (bytes < 8 || bytes % 8)
        return -EINVAL;
    if (!mask)
        return -EFAULT;
    for (size_t i = 0; i < 8; i++)
        mask[i] = i == 0;
    return 8;
}

long uk_sys_sched_setaffinity(int thread, size_t bytes, const uint8_t *mask)
{
    (void)thread;
    if (!mask)
        return -EFAULT;
    return bytes && mask[0] & 1 ? 0 : -EINVAL;
}

long uk_sys_getcpu(unsigned *cpu, unsigned *node)
{
    if (cpu)
        *cpu = 0;
    if (node)
        *node = 0;
    return 0;
}

/* One processor sees its own stores in order. */
long uk_sys_membarrier(int command, unsigned flags)
{
    (void)command;
    return flags ? -EINVAL : 0;
}

long uk_sys_getpriority(int which, int who)
{
    (void)which;
    (void)who;
    return 20; /* Linux gives 20 - nice */
}

long uk_sys_setpriority(int which, int who, int nice)
{
    (void)which;
    (void)who;
    (void)nice;
    return 0;
}

/* Names of threads and the like: nobody looks at them. */
long uk_sys_prctl(int option, long a, long b, long c, long d)
{
    const int set_name = 15;

    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return option == set_name ? 0 : -EINVAL;
}
