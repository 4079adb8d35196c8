/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside the trusted base: frames, threads, memory of ring 3, reports. */
#ifndef FLEXOS_CORE_H
#define FLEXOS_CORE_H

#include <arch.h>
#include <flexos/image.h>
#include <flexos/layout.h>
#include <stddef.h>
#include <stdint.h>

#define FLEXOS_STATUS_FAULT 139
#define FLEXOS_STATUS_CRASH 134
#define FLEXOS_NO_THREAD 0xffffffff

/* What boot left: physical ranges and texts that must not be overwritten. */
struct flexos_boot {
    uint64_t ram_end;
    struct arch_paddr initrd;
    uint64_t initrd_size;
    char command_line[2048];
};
extern struct flexos_boot flexos_boot;

/* Frames. A frame is zeroed when it is handed out. value 0: none left. */
void flexos_frames_add(uint64_t start, uint64_t end);
struct arch_paddr flexos_frame_alloc(void);
void flexos_frame_free(struct arch_paddr frame);
uint64_t flexos_frames_left(void);
/* Neighbours, zeroed, never given back; bytes are whole pages. */
struct arch_paddr flexos_frames_contiguous(uint64_t bytes);

/* Domains. -1 when no domain runs with this PKRU. */
int flexos_domain_of(uint32_t pkru);
static inline const struct flexos_domain *flexos_domain(unsigned index)
{
    return (const struct flexos_domain *)flexos_image.domains + index;
}
/* Key for memory that every domain shares; 0 in an image without keys. */
unsigned flexos_shared_key(void);

/* Memory of ring 3. All return 0 or -ENOMEM, and map whole pages. */
void flexos_map_image(void);
/* `spared`: so many frames must be left. */
int flexos_map_fresh(uint64_t va, uint64_t bytes, unsigned key,
                     unsigned spared);
/* For buffers of calls alone: who has no memory left can still say so. */
#define FLEXOS_SPARED 32
void flexos_unmap(uint64_t va, uint64_t bytes);
/* Copies from a buffer that the caller may read; -EFAULT: nothing copied. */
long flexos_copy_in(void *to, uint64_t from, size_t bytes, uint32_t pkru);
long flexos_copy_out(uint64_t to, const void *from, size_t bytes,
                     uint32_t pkru);
long flexos_heap_grow(unsigned domain, unsigned region, uint64_t bytes);
uint64_t flexos_initrd_address(void);

/* Threads. */
void flexos_threads_init(void);
_Noreturn void flexos_boot_thread(void);
/* `domain`: the caller's. */
long flexos_thread_create(uint64_t entry, uint64_t argument, unsigned domain);
/* Whose entry a function pointer is, as seen by a domain; -EINVAL: no entry,
 * or code that would run with that domain's rights and is not its own. */
long flexos_entry_owner(uint64_t address, unsigned domain);
long flexos_thread_switch(uint64_t tid);
long flexos_thread_exit(uint64_t tid, uint64_t next);
extern unsigned flexos_running; /* its number; threads.c alone sets it */
/* FS base of the calling thread; -EINVAL unless it is a user address. */
long flexos_thread_set_fs(uint64_t base);
/* Ring 0's view of a domain's SP words, thread 0's first. */
const uint8_t *flexos_thread_stack_words(unsigned domain);
void flexos_thread_restore_gs(void);

/* Devices (flexos/syscall.h), for the calling domain. */
struct flexos_caller {
    unsigned domain;
    uint32_t pkru;
    uint64_t rip;
};
long flexos_device_call(const struct flexos_caller *caller, uint64_t nr,
                        uint64_t a, uint64_t b, uint64_t c);

/* The events page (flexos/events.h). */
void flexos_events_init(void);
uint64_t flexos_events_total(void);
void flexos_device_event(unsigned device);

/* Ticks of the time stamp counter that the processor was halted for. */
extern uint64_t flexos_halted_ticks;

/* Copying gates: docs/adr/0008. */
void flexos_copy_init(void);
/* The thread's records and bounce memory go with it. */
void flexos_copy_thread_gone(unsigned thread);

/* Watchdog: 0 seconds is off. Kicked by every switch of thread. */
void flexos_watchdog_init(uint64_t seconds);
void flexos_watchdog_kick(void);

/* Ends of a run. */
_Noreturn void flexos_exit(int status);
_Noreturn void flexos_fault(const struct arch_frame *frame);
_Noreturn void flexos_refuse(uint32_t pkru, uint64_t rip, const char *what);
_Noreturn void flexos_crash(uint32_t pkru, uint64_t rip, const char *message,
                            size_t length);
/* Boot cannot go on: message on the console, status 134. */
_Noreturn void flexos_boot_failed(const char *message);

/* Called by trap.S. */
long flexos_syscall_enter(uint32_t pkru, uint64_t nr, uint64_t a, uint64_t b,
                          uint64_t c, uint64_t d);
/* Before a call through a copying gate. registers: rdi rsi rdx r10 r8 r9. */
void flexos_copy_begin(uint64_t nr, uint64_t *registers);
/* After it. */
void flexos_copy_end(uint64_t nr, uint64_t result);
_Noreturn void flexos_main(uint64_t start_info);

#endif
