/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads: contexts, stacks and gate words. Which thread runs next is not
 * decided here; ukschedcoop says so, and can at worst starve. */
#include <errno.h>
#include <flexos/core.h>

#define KERNEL_STACK 8192
#define ROOT_FRAME 128 /* zeros at a stack's top: no call is outstanding */

enum state { FREE, READY };

struct thread {
    enum state state;
    uint32_t pkru;
    uint64_t kernel_rsp;
    uint64_t fs_base;
    uint8_t kernel_stack[KERNEL_STACK] __attribute__((aligned(64)));
    uint8_t vector_state[ARCH_XSAVE_SIZE] __attribute__((aligned(64)));
};

static struct thread threads[FLEXOS_THREADS_MAX];
static struct arch_paddr word_frames[FLEXOS_DOMAINS_MAX];
static struct arch_paddr self_frame;
unsigned flexos_running;

void flexos_thread_restore_gs(void)
{
    arch_set_gs_base(FLEXOS_WORDS_BASE + flexos_running * FLEXOS_WORDS_STRIDE);
}

long flexos_thread_set_fs(uint64_t base)
{
    if (base >= FLEXOS_USER_TOP)
        return -EINVAL;
    threads[flexos_running].fs_base = base;
    arch_set_fs_base(base);
    return 0;
}

static void map_words(uint64_t offset, struct arch_paddr frame, unsigned prot,
                      unsigned key)
{
    if (arch_map(FLEXOS_WORDS_BASE + offset, frame, prot, key))
        flexos_boot_failed("paging: no frame for gate words; raise -M");
}

/* The word pages: self and aliases read-only, each group's own writable. */
void flexos_threads_init(void)
{
    self_frame = flexos_frame_alloc();
    uint64_t *self = arch_at(self_frame);
    for (unsigned t = 0; t < FLEXOS_THREADS_MAX; t++)
        self[t * FLEXOS_WORDS_STRIDE / 8] =
            FLEXOS_WORDS_BASE + t * FLEXOS_WORDS_STRIDE;
    map_words(FLEXOS_WORDS_SELF, self_frame, ARCH_PROT_USER, 0);
    for (unsigned d = 0; d < flexos_image.domain_count; d++) {
        if (flexos_domain(d)->stack_group != d)
            continue;
        word_frames[d] = flexos_frame_alloc();
        map_words(FLEXOS_WORDS_SP(d), word_frames[d],
                  ARCH_PROT_USER | ARCH_PROT_WRITE,
                  (unsigned)flexos_domain(d)->stack_key);
        map_words(FLEXOS_WORDS_PUB(d), word_frames[d], ARCH_PROT_USER, 0);
    }
    map_words(FLEXOS_WORDS_CELL, flexos_frame_alloc(),
              ARCH_PROT_USER | ARCH_PROT_WRITE, flexos_shared_key());
}

static uint64_t stack_bottom(unsigned group, unsigned tid)
{
    return FLEXOS_STACK_BASE +
           ((uint64_t)group * FLEXOS_THREADS_MAX + tid) * FLEXOS_STACK_SLOT +
           (FLEXOS_STACK_SLOT - FLEXOS_STACK_SIZE);
}

static void unmap_stacks(unsigned tid)
{
    for (unsigned d = 0; d < flexos_image.domain_count; d++) {
        flexos_unmap(stack_bottom(d, tid), FLEXOS_STACK_SIZE);
        flexos_unmap(stack_bottom(d, tid) + FLEXOS_DSS_DELTA,
                     FLEXOS_STACK_SIZE);
    }
}

static uint64_t *word(unsigned group, unsigned tid)
{
    return (uint64_t *)((uint8_t *)arch_at(word_frames[group]) +
                        tid * FLEXOS_WORDS_STRIDE);
}

const uint8_t *flexos_thread_stack_words(unsigned domain)
{
    return (const uint8_t *)word((unsigned)flexos_domain(domain)->stack_group,
                                 0) +
           FLEXOS_WORD_SP;
}

/* One stack per stack group, each with its words; -ENOMEM: none mapped. */
static int map_stacks(unsigned tid)
{
    for (unsigned d = 0; d < flexos_image.domain_count; d++) {
        const struct flexos_domain *domain = flexos_domain(d);

        if (domain->stack_group != d)
            continue;
        uint64_t bottom = stack_bottom(d, tid);
        if (flexos_map_fresh(bottom, FLEXOS_STACK_SIZE,
                             (unsigned)domain->stack_key, FLEXOS_SPARED) ||
            (flexos_image.uses_dss &&
             flexos_map_fresh(bottom + FLEXOS_DSS_DELTA, FLEXOS_STACK_SIZE,
                              flexos_shared_key(), FLEXOS_SPARED))) {
            unmap_stacks(tid);
            return -ENOMEM;
        }
        uint64_t *words = word(d, tid);
        words[FLEXOS_WORD_SP / 8] = bottom + FLEXOS_STACK_SIZE - ROOT_FRAME;
        words[FLEXOS_WORD_GATE / 8] = 0;
        words[FLEXOS_WORD_CALLEE / 8] = 0;
    }
    return 0;
}

static struct arch_start start_of(unsigned tid, unsigned domain, uint64_t entry,
                                  uint64_t argument)
{
    unsigned group = (unsigned)flexos_domain(domain)->stack_group;

    return (struct arch_start){
        .argument = argument,
        .rip = entry,
        .cs = ARCH_SEL_USER_CODE,
        .rflags = ARCH_RFLAGS_USER,
        /* As after a call whose return address is the root frame's zero. */
        .rsp = stack_bottom(group, tid) + FLEXOS_STACK_SIZE - ROOT_FRAME - 8,
        .ss = ARCH_SEL_USER_DATA,
    };
}

/* What holds the address of a function is an entry for everybody if it is a
 * thunk, and for its own domain if it is the function itself: such a one is
 * bound directly, or stays in its domain. */
static const struct flexos_entry *entry_for(uint64_t address, unsigned domain)
{
    const struct flexos_entry *entry = (const void *)flexos_image.entries;

    for (uint64_t i = 0; i < flexos_image.entry_count; i++, entry++)
        if (entry->address == address &&
            (!flexos_image.uses_pku || entry->address != entry->function ||
             entry->domain == domain))
            return entry;
    return NULL;
}

long flexos_entry_owner(uint64_t address, unsigned domain)
{
    const struct flexos_entry *entry = entry_for(address, domain);

    if (!entry)
        return -EINVAL;
    return (long)entry->domain;
}

static uint64_t kernel_top(unsigned tid)
{
    return (uint64_t)threads[tid].kernel_stack + KERNEL_STACK;
}

static void reset_vector_state(struct thread *t)
{
    /* XSTATE_BV = 0: XRSTOR gives the initial state; MXCSR is loaded. */
    for (unsigned i = 0; i < ARCH_XSAVE_SIZE; i++)
        t->vector_state[i] = 0;
    *(uint32_t *)(void *)(t->vector_state + 24) = 0x1f80;
}

long flexos_thread_create(uint64_t address, uint64_t argument, unsigned domain)
{
    const struct flexos_entry *entry = entry_for(address, domain);
    unsigned tid = 0;

    /* In another domain a thread would run without a gate having asked for its
     * argument: uksched starts threads in its own, and calls from there. */
    if (!entry || entry->domain != domain)
        return -EINVAL;
    while (tid < FLEXOS_THREADS_MAX && threads[tid].state != FREE)
        tid++;
    if (tid == FLEXOS_THREADS_MAX)
        return -EAGAIN;
    if (map_stacks(tid))
        return -ENOMEM;
    struct thread *t = &threads[tid];
    t->state = READY;
    t->fs_base = 0;
    t->pkru = (uint32_t)flexos_domain((unsigned)entry->domain)->pkru;
    reset_vector_state(t);
    struct arch_start *start =
        (struct arch_start *)(void *)(kernel_top(tid) - sizeof(*start));
    *start = start_of(tid, (unsigned)entry->domain, entry->function, argument);
    uint64_t *frame = (uint64_t *)(void *)start;
    *--frame = (uint64_t)arch_thread_start;
    for (unsigned i = 0; i < 6; i++) /* what arch_switch pops */
        *--frame = 0;
    t->kernel_rsp = (uint64_t)frame;
    return tid;
}

static void run(unsigned next, uint64_t *save_rsp, void *save_vectors)
{
    struct thread *t = &threads[next];

    flexos_running = next;
    arch_kernel_rsp = kernel_top(next);
    flexos_thread_restore_gs();
    arch_set_fs_base(t->fs_base);
    flexos_watchdog_kick();
    arch_switch(save_rsp, t->kernel_rsp, save_vectors, t->vector_state,
                t->pkru);
}

long flexos_thread_switch(uint64_t tid)
{
    if (tid >= FLEXOS_THREADS_MAX || threads[tid].state != READY)
        return -EINVAL;
    if (tid == flexos_running)
        return 0;
    struct thread *from = &threads[flexos_running];
    from->pkru = arch_read_pkru();
    run((unsigned)tid, &from->kernel_rsp, from->vector_state);
    return 0;
}

long flexos_thread_exit(uint64_t tid, uint64_t next)
{
    /* A dead thread's context goes nowhere. */
    static uint64_t nowhere_rsp;
    static uint8_t nowhere[ARCH_XSAVE_SIZE] __attribute__((aligned(64)));

    if (tid >= FLEXOS_THREADS_MAX || next >= FLEXOS_THREADS_MAX ||
        tid == next || threads[tid].state != READY ||
        threads[next].state != READY)
        return -EINVAL;
    threads[tid].state = FREE;
    unmap_stacks((unsigned)tid);
    flexos_copy_thread_gone((unsigned)tid);
    if (tid != flexos_running)
        return flexos_thread_switch(next);
    run((unsigned)next, &nowhere_rsp, nowhere);
    return 0;
}

_Noreturn void flexos_boot_thread(void)
{
    unsigned domain = (unsigned)flexos_image.boot_domain;

    if (map_stacks(0))
        flexos_boot_failed("threads: no memory for the first stacks; raise -M");
    threads[0].state = READY;
    reset_vector_state(&threads[0]);
    arch_kernel_rsp = kernel_top(0);
    flexos_thread_restore_gs();
    arch_write_pkru((uint32_t)flexos_domain(domain)->pkru);
    struct arch_start *start =
        (struct arch_start *)(void *)(kernel_top(0) - sizeof(*start));
    *start = start_of(0, domain, flexos_image.boot_entry, 0);
    arch_enter_user(start);
}
