/* SPDX-License-Identifier: BSD-3-Clause */
/* Random bytes: from the library that has a source, else from the processor
 * (Intel SDM volume 1, 7.3.17). */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <uk/time.h>

#define RDRAND_TRIES 16
#define CPUID_RDRAND 0x40000000U
#define NONBLOCK_AND_RANDOM 7U

/* Fills a buffer; 0, or a negative errno. */
int uk_random_fill(void *buffer, size_t bytes) __attribute__((weak));

static int has_rdrand(void)
{
    uint32_t eax = 1, ebx, ecx = 0, edx;

    __asm__("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    return !!(ecx & CPUID_RDRAND);
}

static int rdrand(uint64_t *out)
{
    uint8_t good = 0;

    for (int i = 0; i < RDRAND_TRIES && !good; i++)
        __asm__ volatile("rdrand %0; setc %1" : "=r"(*out), "=qm"(good));
    return good;
}

long uk_sys_getrandom(void *buffer, size_t bytes, unsigned flags)
{
    uint8_t *to = buffer;

    if (flags & ~NONBLOCK_AND_RANDOM)
        return -EINVAL;
    if (!buffer && bytes)
        return -EFAULT;
    if (uk_random_fill && !uk_random_fill(buffer, bytes))
        return (long)bytes;
    if (!has_rdrand())
        return -ENOSYS; /* worse than none would be a guess */
    for (size_t done = 0; done < bytes;) {
        uint64_t word;

        if (!rdrand(&word))
            return done ? (long)done : -EIO;
        for (size_t i = 0; i < sizeof(word) && done < bytes; i++, word >>= 8)
            to[done++] = (uint8_t)word;
    }
    return (long)bytes;
}
