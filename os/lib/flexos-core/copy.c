/* SPDX-License-Identifier: BSD-3-Clause */
/* Data of calls between private memories. Ring 0 copies it, with the rights
 * of the caller as PKRU shows them; no code of ring 3 ever holds the rights
 * of both sides. Pointers and sizes arrive in registers, so they are read
 * once. What the callee gets are addresses of bounce memory, which has the
 * callee's key; the words that say so lie in a page of the callee's, where its
 * gate takes them from, so that a caller who skips all this enters nothing
 * (docs/adr/0008). Records of outstanding calls form one stack a thread. */
#include "copying.h"
#include <flexos/syscall.h>

#define ALIGN 16
#define LONGEST_STRING 4096 /* where the descriptor names no bound */
#define PAGES 2             /* of words */

typedef const struct flexos_copy_argument *argument_t;

/* What an argument became. */
struct block {
    uint64_t user;
    uint32_t offset, size; /* in bounce memory; no size: it is not there */
};

/* An outstanding call. */
struct record {
    struct crossing crossing;
    struct record *former; /* the one below, or NULL */
    uint64_t callee_stack; /* its SP word: it stands there again in the end */
    uint64_t mark;         /* top of the callee's bounce memory before */
    struct block blocks[]; /* for each of the gate's arguments */
};

/* Of one thread: a page of records, from its first call on. */
struct calls {
    struct record *last; /* NULL: none */
    uint8_t *free, *end; /* of the page: what is left */
};

static struct calls calls[FLEXOS_THREADS_MAX];
static uint64_t constants, constants_size;
static const uint16_t word_offsets[] = {
    FLEXOS_WORD_COPY(0), FLEXOS_WORD_COPY(1), FLEXOS_WORD_COPY(2),
    FLEXOS_WORD_COPY(3), FLEXOS_WORD_COPY(4), FLEXOS_WORD_COPY(5),
};

_Noreturn void copying_refuse(uint32_t pkru, const char *what)
{
    flexos_refuse(pkru, ((const uint64_t *)arch_kernel_rsp)[-2], what);
}

static _Noreturn void refuse(struct crossing c, const char *what)
{
    copying_refuse(caller_pkru(c), what);
}

_Noreturn void copying_refuse_memory(struct crossing c)
{
    refuse(c, "a pointer argument to memory that the caller itself may not "
              "use");
}

/* Words for calls into a domain, and what ring 0 keeps of each thread's. */
static void prepare(unsigned domain)
{
    struct arch_paddr frames = flexos_frames_contiguous(PAGES * ARCH_PAGE_SIZE);
    uint8_t *words = arch_at(frames);
    const uint8_t *stacks = flexos_thread_stack_words(domain);

    for (uint64_t at = 0; at < PAGES * ARCH_PAGE_SIZE; at += ARCH_PAGE_SIZE)
        if (!frames.value ||
            arch_map(FLEXOS_WORDS_BASE + FLEXOS_WORDS_COPY(domain) + at,
                     (struct arch_paddr){frames.value + at},
                     ARCH_PROT_USER | ARCH_PROT_WRITE,
                     (unsigned)flexos_domain(domain)->key))
            flexos_boot_failed("paging: no frame for words of copying gates; "
                               "raise -M");
    for (uint64_t t = 0; t < FLEXOS_THREADS_MAX; t++) {
        struct bounce *b = &bounces[t][domain];

        b->words = words + t * FLEXOS_WORDS_STRIDE;
        b->stack_word = (const void *)(stacks + t * FLEXOS_WORDS_STRIDE);
        b->base = FLEXOS_BOUNCE_BASE +
                  (t * FLEXOS_DOMAINS_MAX + domain) * FLEXOS_BOUNCE_SLOT;
    }
}

void flexos_copy_init(void)
{
    const struct flexos_range *range = (const void *)flexos_image.ranges;

    for (uint64_t i = 0; i < flexos_image.range_count; i++, range++) {
        if (!(range->prot & FLEXOS_PROT_USER) ||
            range->prot & FLEXOS_PROT_WRITE)
            continue;
        /* Text, then constants: one stretch. */
        if (!constants)
            constants = range->start;
        constants_size = range->end - constants;
    }
    const struct flexos_copy_gate *gate = (const void *)flexos_image.copies;
    for (uint64_t i = 0; i < flexos_image.copy_count; i++, gate++)
        if (!bounces[0][gate->to].words)
            prepare((unsigned)gate->to);
}

/* Which of the domain's copying gates this thread may enter, once; 0: none. */
static void admit(const struct bounce *bounce, uint64_t gate)
{
    *(uint64_t *)(void *)(bounce->words + FLEXOS_WORD_COPY_GATE) = gate;
}

void flexos_copy_thread_gone(unsigned thread)
{
    bounce_thread_gone(thread);
    /* Its number will be another thread's, which has checked nothing. */
    for (unsigned d = 0; d < flexos_image.domain_count; d++)
        if (bounces[thread][d].words)
            admit(&bounces[thread][d], 0);
    if (calls[thread].end)
        flexos_frame_free(arch_paddr_of(calls[thread].end - ARCH_PAGE_SIZE));
    calls[thread] = (struct calls){0};
}

static void put_word(struct crossing c, uint64_t reg, uint64_t value)
{
    *(uint64_t *)(void *)(c.bounce->words + word_offsets[reg]) = value;
}

/* Neither to be copied nor to be checked: nobody can change them, everybody
 * reads them. */
static int is_constant(uint64_t from, uint64_t bytes)
{
    uint64_t at = from - constants;

    return at < constants_size && bytes <= constants_size - at;
}

/* On both sides it is bytes of one page, as with most buffers. */
static int is_near(uint64_t user, uint64_t offset, uint64_t bytes)
{
    return user % ARCH_PAGE_SIZE + bytes <= ARCH_PAGE_SIZE &&
           offset + bytes <= ARCH_PAGE_SIZE;
}

/* Of buffers that have a size: strings have none. */
static int is_written(argument_t a)
{
    return a->kind >= FLEXOS_COPY_OUT;
}

/* The callee can follow the pointer itself, and may: constants, and shared
 * memory where the plan says that the caller shares some. */
static int passes(struct crossing c, argument_t a, uint64_t from,
                  uint64_t bytes)
{
    int writes = is_written(a);

    if (!writes && is_constant(from, bytes))
        return 1;
    if (!c.gate->pass_shared || a->kind == FLEXOS_COPY_TABLE)
        return 0;
    /* Whoever may write here may read: keys are all or nothing but for the
     * constants above. */
    uint32_t callee = (uint32_t)flexos_domain((unsigned)c.gate->to)->pkru;
    return bounce_allowed(from, bytes, callee, writes) &&
           bounce_allowed(from, bytes, caller_pkru(c), writes);
}

static uint64_t allocate(struct crossing c, uint64_t bytes)
{
    struct bounce *b = c.bounce;
    uint64_t offset = b->top;

    if (bytes > b->mapped - b->top) /* never above what is mapped */
        bounce_reach(c, offset + least(bytes, FLEXOS_BOUNCE_SIZE + 1UL));
    b->top = (uint32_t)((offset + bytes + ALIGN - 1) & ~(ALIGN - 1UL));
    return offset;
}

/* Of a buffer, from its start: by whole words, as nobody has what is behind
 * it up to ALIGN. */
static void wipe(struct crossing c, uint64_t offset, uint64_t bytes)
{
    bytes = (bytes + 7) & ~7UL;
    if (offset + bytes <= ARCH_PAGE_SIZE)
        arch_clear(c.bounce->first + offset, bytes);
    else
        bounce_clear(c, offset, bytes);
}

/* Bytes of a buffer; lowers the argument that says so where it may. */
static uint64_t size_of(struct crossing c, argument_t a, uint64_t *registers)
{
    uint64_t size = a->factor;

    if (a->first == FLEXOS_COPY_NONE)
        return size;
    uint64_t n = registers[a->first] & a->first_mask;
    if (a->at_most && n > a->at_most) {
        n = a->at_most;
        registers[a->first] = n;
    }
    put_word(c, a->first, registers[a->first]);
    if (__builtin_mul_overflow(size, n, &size))
        size = FLEXOS_BOUNCE_SIZE + 1UL;
    if (a->second != FLEXOS_COPY_NONE) {
        put_word(c, a->second, registers[a->second]);
        if (__builtin_mul_overflow(size, registers[a->second] & a->second_mask,
                                   &size))
            size = FLEXOS_BOUNCE_SIZE + 1UL;
    }
    return size;
}

/* Sees that the caller itself may do with its buffer what the callee will, and
 * fills the callee's. Who may write may read. */
static void fill(struct crossing c, argument_t a, uint64_t user,
                 uint64_t offset, uint64_t size)
{
    int writes = is_written(a);
    int is_read = a->kind != FLEXOS_COPY_OUT;

    if (is_near(user, offset, size)) {
        const uint8_t *theirs = user_at(c, user, writes);
        if (is_read)
            arch_copy(c.bounce->first + offset, theirs, size);
    } else {
        if (writes && !bounce_allowed(user, size, caller_pkru(c), 1))
            copying_refuse_memory(c);
        if (is_read)
            bounce_transfer(c, user, offset, size, 0);
    }
    /* Structures have padding, bytes have none. */
    if (!is_read && (a->amount != FLEXOS_COPY_RESULT || a->unit > 1))
        wipe(c, offset, size);
}

/* The pointer that the callee gets. */
static uint64_t cross_buffer(struct crossing c, argument_t a, uint64_t user,
                             uint64_t size, struct block *block)
{
    if (!user)
        return 0;
    if (user + size <= user) { /* around the end of memory, or no bytes */
        if (size)
            copying_refuse_memory(c);
        return c.bounce->base + c.bounce->top;
    }
    if (passes(c, a, user, size))
        return user;
    uint64_t offset = allocate(c, size);
    fill(c, a, user, offset, size);
    *block = (struct block){user, (uint32_t)offset, (uint32_t)size};
    return c.bounce->base + offset;
}

static uint64_t cross_string(struct crossing c, argument_t a, uint64_t user,
                             struct block *block)
{
    uint64_t limit = a->at_most ? a->at_most : LONGEST_STRING;

    /* Constants end in a zero (emit/LinkerScriptWriter). Shared memory need
     * not, and the callee's may lie behind it. */
    if (!user || is_constant(user, 1))
        return user;
    uint64_t offset = c.bounce->top;
    uint64_t length = bounce_string(c, user, offset, limit);
    if (length == limit && !a->at_most)
        refuse(c, "a string argument without an end");
    allocate(c, length + 1);
    if (length == limit)
        bounce_clear(c, offset + length, 1); /* it ends there */
    *block = (struct block){user, (uint32_t)offset, (uint32_t)(length + 1)};
    return c.bounce->base + offset;
}

/* A callee on the caller's own stack does not move its word. */
static int has_own_stack(const struct flexos_copy_gate *gate)
{
    return flexos_domain((unsigned)gate->from)->stack_group !=
           flexos_domain((unsigned)gate->to)->stack_group;
}

static void new_page(struct calls *k, struct crossing c)
{
    if (k->end)
        refuse(c, "calls that copy arguments are nested too deeply");
    struct arch_paddr frame = flexos_frame_alloc();
    if (!frame.value)
        refuse(c, "no memory left for records of calls; raise -M");
    k->free = arch_at(frame);
    k->end = k->free + ARCH_PAGE_SIZE;
}

static struct record *push_record(struct calls *k, struct crossing c)
{
    uint64_t bytes =
        sizeof(struct record) + c.gate->count * sizeof(struct block);

    if (bytes > (uint64_t)(k->end - k->free))
        new_page(k, c);
    struct record *record = (struct record *)(void *)k->free;
    record->crossing = c;
    record->former = k->last;
    record->callee_stack = *c.bounce->stack_word;
    record->mark = c.bounce->top;
    k->last = record;
    k->free += bytes;
    return record;
}

/* An entry of another compartment than the caller's. The callee would call it
 * with its own rights, one of its own without a gate, and with what the caller
 * likes: its descriptor would protect nobody. A function that is an entry at
 * home only belongs to no compartment. */
static __attribute__((noinline)) void refuse_others(struct crossing c,
                                                    uint64_t function)
{
    long owner =
        function ? flexos_entry_owner(function, FLEXOS_DOMAINS_MAX) : -1;

    if (owner >= 0 && owner != (long)c.gate->from)
        refuse(c, "a function of another compartment than the caller's");
}

/* The same of each word in a table that has crossed. */
static __attribute__((noinline)) void
refuse_others_in(struct crossing c, uint64_t table, uint64_t bytes)
{
    for (uint64_t at = table; table && at + 8 <= table + bytes; at += 8) {
        uint64_t word;

        for (unsigned i = 0; i < sizeof(word); i++) /* on any boundary */
            ((uint8_t *)&word)[i] = *((const uint8_t *)arch_at(arch_leaf_frame(
                                          arch_user_leaf(at + i))) +
                                      (at + i) % ARCH_PAGE_SIZE);
        refuse_others(c, word);
    }
}

/* The caller is the domain whose rights are in PKRU. */
static const struct flexos_copy_gate *callers_gate(uint64_t nr)
{
    uint64_t index = nr >> FLEXOS_SYS_COPY_SHIFT;
    const struct flexos_copy_gate *gate =
        (const struct flexos_copy_gate *)flexos_image.copies + index;

    /* An image without keys has no gates. */
    if (index < flexos_image.copy_count && gate->caller == arch_rdpkru())
        return gate;
    copying_refuse(arch_read_pkru(),
                   "arguments to copy for a gate that is not the caller's");
}

void flexos_copy_begin(uint64_t nr, uint64_t *registers)
{
    const struct flexos_copy_gate *gate = callers_gate(nr);
    unsigned thread = flexos_running;
    struct crossing c = {gate, &bounces[thread][gate->to]};
    argument_t a = (argument_t)c.gate->arguments;
    argument_t end = a + c.gate->count;
    struct block *block = push_record(&calls[thread], c)->blocks;

    if (c.bounce->readers & ~caller_bit(c))
        bounce_clear_for_caller(c);
    for (; a < end; a++, block++) {
        uint64_t user = registers[a->reg];
        uint64_t crossed = user;

        block->size = 0;
        if (a->kind <= FLEXOS_COPY_INOUT) {
            crossed = cross_buffer(c, a, user, size_of(c, a, registers), block);
            if (a->kind == FLEXOS_COPY_TABLE)
                refuse_others_in(c, crossed, a->factor);
        } else if (a->kind == FLEXOS_COPY_STRING)
            crossed = cross_string(c, a, user, block);
        else if (a->kind == FLEXOS_COPY_OWN)
            copying_refuse_memory(c);
        else if (user && flexos_entry_owner(user, FLEXOS_DOMAINS_MAX) < 0)
            refuse(c, "a callback that is no entry");
        else
            refuse_others(c, user);
        registers[a->reg] = crossed;
        put_word(c, a->reg, crossed);
    }
    admit(c.bounce, c.gate->id);
}

static uint64_t bytes_back(struct crossing c, argument_t a,
                           const struct block *b, uint64_t result)
{
    uint64_t bytes = b->size;

    if (a->amount == FLEXOS_COPY_ALL)
        return bytes;
    unsigned unused = 64 - 8 * (unsigned)c.gate->result_bytes;
    int64_t number = (int64_t)(result << unused) >> unused;
    if (number < 0)
        return 0;
    if (a->amount == FLEXOS_COPY_RESULT &&
        __builtin_mul_overflow((uint64_t)number, a->unit, &bytes))
        return b->size;
    return least(bytes, b->size);
}

/* Gives the caller what is its own. Returns what is to be wiped then: what was
 * the caller's, or went back to it. Of buffers that were not filled the rest
 * waits for another caller: most calls of one thread have the same. */
static uint64_t give_back(struct crossing c, argument_t a,
                          const struct block *b, uint64_t result)
{
    if (!is_written(a) || a->kind == FLEXOS_COPY_STRING)
        return b->size;
    uint64_t back = bytes_back(c, a, b, result);
    if (back && is_near(b->user, b->offset, back))
        arch_copy(user_at(c, b->user, 1), c.bounce->first + b->offset, back);
    else
        bounce_transfer(c, b->user, b->offset, back, 1);
    if (a->kind != FLEXOS_COPY_OUT || back == b->size)
        return b->size;
    bounce_is_dirty(c, b->offset + b->size);
    return back;
}

void flexos_copy_end(uint64_t nr, uint64_t result)
{
    const struct flexos_copy_gate *gate = callers_gate(nr);
    struct calls *k = &calls[flexos_running];
    struct record *record = k->last;

    if (!record)
        copying_refuse((uint32_t)gate->caller,
                       "the end of a call that never began");
    struct crossing c = record->crossing;
    if (c.gate != gate)
        copying_refuse((uint32_t)gate->caller,
                       "the end of a call that is not the thread's last one");
    /* Called back, a caller could give the callee's buffers to another call. */
    if (record->callee_stack != *c.bounce->stack_word && has_own_stack(c.gate))
        refuse(c, "the end of a call that has not returned");
    argument_t a = (argument_t)c.gate->arguments;
    argument_t end = a + c.gate->count;
    for (const struct block *b = record->blocks; a < end; a++, b++)
        if (b->size)
            wipe(c, b->offset, give_back(c, a, b, result));
    admit(c.bounce, 0);
    c.bounce->top = (uint32_t)record->mark;
    k->last = record->former;
    k->free = (uint8_t *)record;
}
