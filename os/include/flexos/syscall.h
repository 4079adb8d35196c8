/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls of the trusted base. Number in rax; arguments in rdi, rsi,
 * rdx, r10, r8, r9; result in rax, negative errno on failure; the argument
 * registers come back as zero, rcx and r11 are clobbered. The calling domain is
 * derived from PKRU, never from memory; a call whose capability the domain
 * lacks ends the run with a report. */
#ifndef FLEXOS_SYSCALL_H
#define FLEXOS_SYSCALL_H

/* exit(status): ends the guest. Any domain. */
#define FLEXOS_SYS_EXIT 0
/* console_write(buf, len) -> len. buf must be readable by the caller. */
#define FLEXOS_SYS_CONSOLE_WRITE 1
/* crash(msg, len, behind): ends the guest with a report naming the caller,
 * 134. behind: 0, or the return address of the call that the report is to
 * name instead of this one, in the text of a handler for others. */
#define FLEXOS_SYS_CRASH 2
/* time_ns() -> nanoseconds since boot, monotonic. Any domain. */
#define FLEXOS_SYS_TIME_NS 3
/* heap_grow(region, bytes) -> address of the new, zeroed part. bytes is
 * rounded up to pages. region is the caller's own domain index, or one of
 * the shared regions for the allocator's domain. -ENOMEM: no frames. */
#define FLEXOS_SYS_HEAP_GROW 4
/* thread_create(entry, arg) -> tid, not yet running. entry must be in the
 * image's entry table and the caller's own. THREADS. */
#define FLEXOS_SYS_THREAD_CREATE 5
/* thread_switch(tid): returns when somebody switches back. THREADS. */
#define FLEXOS_SYS_THREAD_SWITCH 6
/* thread_exit(tid, next): frees tid, which must not be running unless it is
 * the caller's own, and then runs next. THREADS. */
#define FLEXOS_SYS_THREAD_EXIT 7
/* idle(deadline_ns, seen): halts until an interrupt or the deadline, not at
 * all when the events page counts more interrupts than `seen`. THREADS. */
#define FLEXOS_SYS_IDLE 8
/* initrd(size_t out[1]) -> address of the RAM disk or 0. INITRD. */
#define FLEXOS_SYS_INITRD 9
/* cmdline(buf, len) -> length of the command line, truncated copy. */
#define FLEXOS_SYS_CMDLINE 10
/* thread_self() -> tid of the calling thread. Any domain. */
#define FLEXOS_SYS_THREAD_SELF 11
/* device_open(type | index << 32, features, queues) -> handle. The index-th
 * device of that virtio type, reset and started with those of the wanted
 * features that it offers and so many queues. It belongs to the calling
 * domain from then on. -ENODEV: there is none; -EBUSY: it is another
 * domain's; -EIO: it did not accept; -EPERM: a type that takes addresses of
 * memory other than in descriptors. DEVICES, as all of the following. */
#define FLEXOS_SYS_DEVICE_OPEN 12
/* device_features(handle) -> the features in force, bits 0 to 62. */
#define FLEXOS_SYS_DEVICE_FEATURES 13
/* device_config(handle, offset, width) -> 1, 2 or 4 bytes of its
 * configuration. */
#define FLEXOS_SYS_DEVICE_CONFIG 14
/* device_queue(handle, queue) -> address of the page with its used ring
 * (virtio 1.1, 2.6.8), plus its number of descriptors (below 4096). */
#define FLEXOS_SYS_DEVICE_QUEUE 15
/* dma_pool(bytes) -> address of so much more of the calling domain's pool,
 * zeroed. -ENOMEM. */
#define FLEXOS_SYS_DMA_POOL 16
/* device_submit(handle | queue << 8, const struct flexos_dma list[], count)
 * -> count. Makes descriptors available, whole chains; nothing happens with
 * -EINVAL (a slot or a chain that cannot be), -EBUSY (the device has a slot
 * of it). A buffer outside the pool ends the run with a report. */
#define FLEXOS_SYS_DEVICE_SUBMIT 17
/* device_arm(handle | queue << 8, seen) -> 1: the used ring's index is no
 * longer `seen`; else 0, and an interrupt comes when it changes. */
#define FLEXOS_SYS_DEVICE_ARM 18
/* set_fs(base): the calling thread's FS base from now on, kept by ring 0 for
 * each thread. base must be below FLEXOS_USER_TOP, else -EINVAL. TLS: a C
 * library trusts what it finds there, so no other compartment may set it. */
#define FLEXOS_SYS_SET_FS 19
/* entry_owner(address) -> the domain whose entry it is; -EINVAL: no function
 * pointer that may cross holds it. For libraries that call what others give
 * them: any other address would run with the caller's rights. Any domain. */
#define FLEXOS_SYS_ENTRY_OWNER 20
#define FLEXOS_SYS_COUNT 21
/* Of copying gates' stubs only. The number carries the gate's position in the
 * image's table above its low byte, and all six argument registers are the
 * call's own. copy_in: they come back with pointers to copies and sizes
 * lowered. copy_out(result) -> result. Both end the run with a report when
 * the caller has no such call to make. */
#define FLEXOS_SYS_COPY_IN 0xfe
#define FLEXOS_SYS_COPY_OUT 0xff
#define FLEXOS_SYS_COPY_SHIFT 8

/* Capability bits of a domain (model: LibraryDescriptor.Capability). */
#define FLEXOS_CAP_CONSOLE 1
#define FLEXOS_CAP_THREADS 2
#define FLEXOS_CAP_INITRD 4
#define FLEXOS_CAP_CMDLINE 8
#define FLEXOS_CAP_DEVICES 16
#define FLEXOS_CAP_TLS 32

#ifndef __ASSEMBLER__
#include <stdint.h>

/* A descriptor for device_submit. The caller numbers it: slot 0 to the
 * queue's size - 1; the used ring names a chain by its first slot. */
struct flexos_dma {
    uint64_t address; /* in the pool of the caller's domain */
    uint32_t length;
    uint16_t slot;
    uint16_t flags;
};
#define FLEXOS_DMA_NEXT 1  /* the next one of the list continues it */
#define FLEXOS_DMA_WRITE 2 /* the device writes */
#define FLEXOS_DMA_LIST_MAX 64

static inline long flexos_syscall(long nr, long a, long b, long c)
{
    long r;

    __asm__ volatile("syscall"
                     : "=a"(r), "+D"(a), "+S"(b), "+d"(c)
                     : "a"(nr)
                     : "rcx", "r8", "r9", "r10", "r11", "memory");
    return r;
}
#endif
#endif
