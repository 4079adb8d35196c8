/* SPDX-License-Identifier: BSD-3-Clause */
/* Address-space layout: the contract between the trusted base, the gates that
 * the toolchain writes (emit/GuestLayout.java mirrors these numbers; a test
 * compares them) and the few user-mode functions that find per-thread cells.
 * Usable from C and assembly. All addresses are virtual; the image itself is
 * linked at its physical address. */
#ifndef FLEXOS_LAYOUT_H
#define FLEXOS_LAYOUT_H

/* Limits. Sixteen keys: 0 is immutable memory, 15 the shared domain. */
#define FLEXOS_DOMAINS_MAX 14
#define FLEXOS_THREADS_MAX 128
#define FLEXOS_KEY_SHARED 15

#define FLEXOS_IMAGE_BASE 0x200000

/* Gate words. The GS base of thread t is WORDS_BASE + t * WORDS_STRIDE, so
 * one GS-relative offset finds a word for whichever thread runs:
 *   SELF          read-only (key 0): the GS base itself, never zero
 *   SP(d)         domain d's page, writable under its key only
 *   PUB(d)        read-only alias (key 0) of the same frame
 *   CELL          shared key: errno and other per-thread cells
 *   COPY(d)       domain d's key, two pages: arguments of a copying gate */
#define FLEXOS_WORDS_BASE 0x40000000
#define FLEXOS_WORDS_STRIDE 32
#define FLEXOS_WORDS_SELF 0x0
#define FLEXOS_WORDS_SP(d) (0x1000 * (1 + (d)))
#define FLEXOS_WORDS_PUB(d) (0x1000 * (33 + (d)))
#define FLEXOS_WORDS_CELL 0x41000
/* One page for all threads, read-only (key 0): struct flexos_events. */
#define FLEXOS_WORDS_EVENTS 0x42000
#define FLEXOS_WORDS_COPY(d) (0x43000 + 0x2000 * (d))
/* Inside a domain's 32-byte word group. */
#define FLEXOS_WORD_SP 0      /* saved stack pointer */
#define FLEXOS_WORD_GATE 8    /* strict: id of the gate it calls through */
#define FLEXOS_WORD_CALLEE 16 /* strict: the callee's SP when it called */
/* Inside the first page's COPY group: which copying gate may be entered once,
 * 0 if none; then what the argument registers rdi, rsi, rdx must be; those of
 * rcx, r8, r9 are in the second page's group. */
#define FLEXOS_WORD_COPY_GATE 0
#define FLEXOS_WORD_COPY(r) ((r) < 3 ? 8 + 8 * (r) : 0x1000 + 8 * ((r) - 3))
/* Inside a thread's cell. */
#define FLEXOS_CELL_ERRNO 0

/* Stacks: one slot per (domain, thread); the stack is the slot's upper half,
 * the lower half is a guard and never mapped. DSS: the shadow of address a of
 * a stack is a + DSS_DELTA, shared key. */
#define FLEXOS_STACK_BASE 0x50000000
#define FLEXOS_STACK_SLOT 0x20000
#define FLEXOS_STACK_SIZE 0x10000
#define FLEXOS_DSS_DELTA 0x10000000

/* The initial RAM disk, read-only, key of the domain with INITRD capability. */
#define FLEXOS_INITRD_BASE 0x70000000

/* Memory for devices: domain d's pool is [DMA_BASE + d * DMA_SLOT, +
 * DMA_SLOT), grown from its start, under its key; physically contiguous from
 * one growth to the next. The page with queue q of device h's used ring, read
 * by the domain that has claimed the device, is at USED_BASE + (h *
 * QUEUES_MAX + q) pages. */
#define FLEXOS_DMA_BASE 0x80000000
#define FLEXOS_DMA_SLOT 0x2000000
#define FLEXOS_USED_BASE 0xa0000000
#define FLEXOS_DEVICES_MAX 8
#define FLEXOS_QUEUES_MAX 4

/* Heaps: region r is [HEAP_BASE + r * HEAP_SLOT, + HEAP_SLOT), grown by page
 * from its start. Region d < DOMAINS_MAX belongs to domain d. */
#define FLEXOS_HEAP_BASE 0x100000000
#define FLEXOS_HEAP_SLOT 0x100000000
#define FLEXOS_HEAP_SHARED 16      /* region of the shared heap */
#define FLEXOS_HEAP_SHARED_META 17 /* its metadata, key of the allocator */

/* Bounce memory: buffers of calls through copying gates, one slot for each
 * (thread, callee's domain), the callee's key, mapped as it is needed. What is
 * above SIZE in a slot is a guard and never mapped. */
#define FLEXOS_BOUNCE_BASE 0x2000000000
#define FLEXOS_BOUNCE_SLOT 0x100000
#define FLEXOS_BOUNCE_SIZE 0xff000

/* Everything below USER_TOP that is mapped with the user bit is reachable
 * from ring 3, subject to keys. Physical memory is mapped for ring 0 at
 * DIRECT_MAP. */
#define FLEXOS_USER_TOP 0x0000800000000000
#define FLEXOS_DIRECT_MAP 0xffff800000000000

#endif
