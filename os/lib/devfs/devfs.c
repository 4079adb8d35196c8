/* SPDX-License-Identifier: BSD-3-Clause */
/* Node 0 is the directory, the others are devices in a fixed order. */
#include <errno.h>
#include <uk/fs.h>
#include <uk/print.h>
#include <uk/time.h>
#include <uk/vfs.h>

#define DEVICE(major, minor) ((major) << 8 | (minor))
#define COUNT (sizeof(devices) / sizeof(devices[0]))
#define NANOSECONDS 1000000000ULL

typedef long device_read(void *buffer, size_t bytes);
typedef long device_write(const void *buffer, size_t bytes);

/* Of virtio-rng, where an image has it: fills the buffer, or negative
 * errno. */
int uk_random_fill(void *buffer, size_t bytes) __attribute__((weak));

static long read_end(void *buffer, size_t bytes)
{
    (void)buffer;
    (void)bytes;
    return 0;
}

static long read_zeros(void *buffer, size_t bytes)
{
    __builtin_memset(buffer, 0, bytes);
    return (long)bytes;
}

static long write_nowhere(const void *buffer, size_t bytes)
{
    (void)buffer;
    return (long)bytes;
}

static long write_full(const void *buffer, size_t bytes)
{
    (void)buffer;
    (void)bytes;
    return -ENOSPC;
}

static int has_rdrand(void)
{
    uint32_t eax = 1, ebx, ecx = 0, edx;

    __asm__("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    return ecx >> 30 & 1; /* SDM volume 2, CPUID leaf 1 */
}

/* 8 bytes; -EIO: the processor has none left after many tries. */
static int rdrand(uint64_t *out)
{
    for (int i = 0; i < 10; i++) {
        uint8_t is_valid;

        __asm__ volatile("rdrand %0; setc %1" : "=r"(*out), "=qm"(is_valid));
        if (is_valid)
            return 0;
    }
    return -EIO;
}

static long read_random(void *buffer, size_t bytes)
{
    uint8_t *out = buffer;

    if (uk_random_fill) {
        int error = uk_random_fill(buffer, bytes);
        return error < 0 ? error : (long)bytes;
    }
    if (!has_rdrand())
        return -EIO;
    for (size_t done = 0; done < bytes;) {
        uint64_t word;
        size_t n = bytes - done < sizeof(word) ? bytes - done : sizeof(word);

        if (rdrand(&word))
            return done ? (long)done : -EIO;
        __builtin_memcpy(out + done, &word, n);
        done += n;
    }
    return (long)bytes;
}

static long write_console(const void *buffer, size_t bytes)
{
    return uk_console_write(buffer, bytes);
}

/* Numbers: Linux Documentation/admin-guide/devices.txt. */
static const struct {
    const char *name;
    uint64_t device;
    device_read *read;
    device_write *write;
} devices[] = {
    {"null", DEVICE(1, 3), read_end, write_nowhere},
    {"zero", DEVICE(1, 5), read_zeros, write_nowhere},
    {"full", DEVICE(1, 7), read_zeros, write_full},
    {"random", DEVICE(1, 8), read_random, write_nowhere},
    {"urandom", DEVICE(1, 9), read_random, write_nowhere},
    {"console", DEVICE(5, 1), read_end, write_console},
    {"tty", DEVICE(5, 0), read_end, write_console},
};

static uint64_t boot_time;

static size_t length_of(const char *name)
{
    size_t n = 0;

    while (name[n])
        n++;
    return n;
}

static long lookup(uint64_t directory, const char *name, size_t length,
                   uint32_t *type)
{
    if (directory)
        return -ENOTDIR;
    if (!name || !type)
        return -EFAULT;
    for (size_t i = 0; i < COUNT; i++)
        if (length_of(devices[i].name) == length &&
            !__builtin_memcmp(devices[i].name, name, length)) {
            *type = UK_S_IFCHR;
            return (long)i + 1;
        }
    return -ENOENT;
}

/* Numbers come from vfscore, which may be elsewhere. */
static int is_device(uint64_t node)
{
    return node && node <= COUNT;
}

static int stat_node(uint64_t node, struct uk_stat *out)
{
    if (node && !is_device(node))
        return -ENOENT;
    if (!out)
        return -EFAULT;
    out->node = node + 1;
    out->mode = node ? UK_S_IFCHR | 0666 : UK_S_IFDIR | 0755;
    out->links = node ? 1 : 2;
    out->device = node ? devices[node - 1].device : 0;
    out->mtime = (int64_t)(boot_time / NANOSECONDS);
    return 0;
}

static long read_at(uint64_t node, uint64_t offset, void *buffer, size_t bytes)
{
    (void)offset;
    if (!buffer && bytes)
        return -EFAULT;
    return is_device(node) ? devices[node - 1].read(buffer, bytes) : -ENOENT;
}

static long write_at(uint64_t node, uint64_t offset, const void *buffer,
                     size_t bytes)
{
    (void)offset;
    if (!buffer && bytes)
        return -EFAULT;
    return is_device(node) ? devices[node - 1].write(buffer, bytes) : -ENOENT;
}

static int entry(uint64_t directory, uint64_t cookie, struct uk_entry *out)
{
    if (directory)
        return -ENOTDIR;
    if (cookie >= COUNT)
        return 0;
    if (!out)
        return -EFAULT;
    out->node = cookie + 2;
    out->next = cookie + 1;
    out->type = UK_S_IFCHR;
    out->length = (uint32_t)length_of(devices[cookie].name);
    __builtin_memcpy(out->name, devices[cookie].name, out->length + 1);
    return 1;
}

static int truncate_nothing(uint64_t node, uint64_t size)
{
    (void)node;
    (void)size;
    return -EINVAL;
}

static const struct uk_fs_ops ops = {
    .lookup = lookup,
    .stat = stat_node,
    .read = read_at,
    .write = write_at,
    .truncate = truncate_nothing,
    .entry = entry,
};

/* Called by vfscore, when the root is there. */
int uk_devfs_boot(void)
{
    static int is_booted;
    int error = is_booted ? -EBUSY : uk_vfs_mkdir("/dev", 0755);

    is_booted = 1;
    boot_time = uk_time_wall();
    return error && error != -EEXIST ? error : uk_vfs_mount("/dev", &ops, 0);
}
