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
#define NONE 0xffff

typedef const struct flexos_copy_argument *argument_t;

/* A buffer that comes back or is wiped. */
struct block {
    uint64_t user;
    uint32_t offset, size; /* in bounce memory */
    argument_t argument;
};

struct record {
    uint16_t gate, former; /* offset of the record below, or NONE */
    uint16_t count;
    uint32_t mark;         /* top of the callee's bounce memory before */
    uint64_t callee_stack; /* its SP word: it stands there again in the end */
    struct block blocks[];
};

/* Of one thread: a page of records. */
struct calls {
    uint8_t *page; /* NULL until the first one */
    uint16_t used, last;
};

static struct calls calls[FLEXOS_THREADS_MAX];
/* Ring 0's view of the words of each domain. */
static uint8_t *words[FLEXOS_DOMAINS_MAX][PAGES];
/* The same of where each callee stands, its SP words. */
static const uint8_t *stack_words[FLEXOS_DOMAINS_MAX];
static uint64_t constants_start, constants_end;

_Noreturn void copying_refuse(uint32_t pkru, const char *what)
{
    flexos_refuse(pkru, ((const uint64_t *)arch_kernel_rsp)[-2], what);
}

_Noreturn void copying_refuse_memory(const struct crossing *c)
{
    copying_refuse(c->pkru, "a pointer argument to memory that the caller "
                            "itself may not use");
}

static const struct flexos_copy_gate *gate_at(uint64_t index)
{
    return (const struct flexos_copy_gate *)flexos_image.copies + index;
}

static void map_words(unsigned domain)
{
    for (unsigned p = 0; p < PAGES; p++) {
        struct arch_paddr frame = flexos_frame_alloc();

        if (!frame.value ||
            arch_map(FLEXOS_WORDS_BASE + FLEXOS_WORDS_COPY(domain) +
                         p * ARCH_PAGE_SIZE,
                     frame, ARCH_PROT_USER | ARCH_PROT_WRITE,
                     (unsigned)flexos_domain(domain)->key))
            flexos_boot_failed("paging: no frame for words of copying gates; "
                               "raise -M");
        words[domain][p] = arch_at(frame);
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
        if (!constants_start)
            constants_start = range->start;
        constants_end = range->end;
    }
    for (uint64_t i = 0; i < flexos_image.copy_count; i++) {
        unsigned to = (unsigned)gate_at(i)->to;

        if (words[to][0])
            continue;
        map_words(to);
        stack_words[to] = flexos_thread_stack_words(to);
    }
}

void flexos_copy_thread_gone(unsigned thread)
{
    bounce_thread_gone(thread);
    /* Its number will be another thread's, which has checked nothing. */
    for (unsigned d = 0; d < flexos_image.domain_count; d++)
        if (words[d][0])
            *(uint64_t *)(void *)(words[d][0] + thread * FLEXOS_WORDS_STRIDE) =
                0;
    if (calls[thread].page)
        flexos_frame_free(arch_paddr_of(calls[thread].page));
    calls[thread] = (struct calls){0};
}

static void put_word(uint64_t line, const struct crossing *c, uint64_t reg,
                     uint64_t value)
{
    uint8_t *const *pages = words[c->gate->to];
    uint8_t *at = reg < 3 ? pages[0] + FLEXOS_WORD_COPY(0) + 8 * reg
                          : pages[1] + 8 * (reg - 3);

    *(uint64_t *)(void *)(at + line) = value;
}

/* Neither to be copied nor to be checked: nobody can change them, everybody
 * reads them. */
static int is_constant(uint64_t from, uint64_t bytes)
{
    return from >= constants_start && from < constants_end &&
           bytes <= constants_end - from;
}

static int comes_back(argument_t a)
{
    return a->kind == FLEXOS_COPY_OUT || a->kind == FLEXOS_COPY_INOUT;
}

/* The callee can follow the pointer itself, and may: constants, and shared
 * memory where the plan says that the caller shares some. */
static int passes(const struct crossing *c, argument_t a, uint64_t from,
                  uint64_t bytes)
{
    int writes = comes_back(a);

    if (!writes && is_constant(from, bytes))
        return 1;
    if (!c->gate->pass_shared || a->kind == FLEXOS_COPY_TABLE)
        return 0;
    /* Whoever may write here may read: keys are all or nothing but for the
     * constants above. */
    uint32_t callee = (uint32_t)flexos_domain((unsigned)c->gate->to)->pkru;
    return bounce_allowed(from, bytes, callee, writes) &&
           bounce_allowed(from, bytes, c->pkru, writes);
}

static uint64_t allocate(const struct crossing *c, uint64_t bytes)
{
    struct bounce *b = c->bounce;
    uint64_t offset = b->top;

    if (bytes > FLEXOS_BOUNCE_SIZE || offset + bytes > b->mapped)
        bounce_reach(c, offset + least(bytes, FLEXOS_BOUNCE_SIZE + 1UL));
    b->top = (uint32_t)((offset + bytes + ALIGN - 1) & ~(ALIGN - 1UL));
    return offset;
}

static int in_one_page(uint64_t address, uint64_t bytes)
{
    return address % ARCH_PAGE_SIZE + bytes <= ARCH_PAGE_SIZE;
}

static void copy_in(const struct crossing *c, uint64_t user, uint64_t offset,
                    uint64_t bytes)
{
    if (in_one_page(user, bytes) && offset + bytes <= ARCH_PAGE_SIZE)
        arch_copy(c->bounce->first + offset, user_at(c, user, 0), bytes);
    else
        bounce_transfer(c, user, offset, bytes, 0);
}

static void wipe(const struct crossing *c, uint64_t offset, uint64_t bytes)
{
    if (offset + bytes <= ARCH_PAGE_SIZE)
        arch_clear(c->bounce->first + offset, bytes);
    else
        bounce_clear(c, offset, bytes);
}

/* Bytes of a buffer; lowers the argument that says so where it may. */
static uint64_t size_of(const struct crossing *c, argument_t a, uint64_t line,
                        uint64_t *registers)
{
    uint64_t size = a->factor;

    if (a->first != FLEXOS_COPY_NONE) {
        uint64_t n = registers[a->first] & a->first_mask;
        if (a->at_most && n > a->at_most) {
            n = a->at_most;
            registers[a->first] = n;
        }
        put_word(line, c, a->first, registers[a->first]);
        if (__builtin_mul_overflow(size, n, &size))
            size = FLEXOS_BOUNCE_SIZE + 1UL;
    }
    if (a->second != FLEXOS_COPY_NONE) {
        put_word(line, c, a->second, registers[a->second]);
        if (__builtin_mul_overflow(size, registers[a->second] & a->second_mask,
                                   &size))
            size = FLEXOS_BOUNCE_SIZE + 1UL;
    }
    return size;
}

static void remember(struct record *record, argument_t a, uint64_t user,
                     uint64_t offset, uint64_t size)
{
    struct block *block = &record->blocks[record->count++];

    block->user = user;
    block->offset = (uint32_t)offset;
    block->size = (uint32_t)size;
    block->argument = a;
}

/* The pointer that the callee gets. */
static uint64_t cross_buffer(const struct crossing *c, struct record *record,
                             argument_t a, uint64_t user, uint64_t size)
{
    if (!user)
        return 0;
    if (!size)
        return c->base + c->bounce->top;
    if (user + size < user)
        copying_refuse_memory(c);
    if (passes(c, a, user, size))
        return user;
    uint64_t offset = allocate(c, size);
    if (comes_back(a) && !bounce_allowed(user, size, c->pkru, 1))
        copying_refuse_memory(c);
    if (a->kind != FLEXOS_COPY_OUT)
        copy_in(c, user, offset, size);
    else if (a->amount != FLEXOS_COPY_RESULT || a->unit > 1)
        wipe(c, offset, size); /* structures have padding, bytes have none */
    remember(record, a, user, offset, size);
    return c->base + offset;
}

static uint64_t cross_string(const struct crossing *c, struct record *record,
                             argument_t a, uint64_t user)
{
    uint64_t limit = a->at_most ? a->at_most : LONGEST_STRING;

    /* Constants end in a zero (emit/LinkerScriptWriter). Shared memory need
     * not, and the callee's may lie behind it. */
    if (!user || is_constant(user, 1))
        return user;
    uint64_t offset = c->bounce->top;
    uint64_t length = bounce_string(c, user, offset, limit);
    if (length == limit && !a->at_most)
        copying_refuse(c->pkru, "a string argument without an end");
    allocate(c, length + 1);
    wipe(c, offset + length, 1);
    remember(record, a, 0, offset, length + 1);
    return c->base + offset;
}

/* A callee on the caller's own stack does not move its word. */
static int has_own_stack(const struct flexos_copy_gate *gate)
{
    return flexos_domain((unsigned)gate->from)->stack_group !=
           flexos_domain((unsigned)gate->to)->stack_group;
}

static uint64_t stack_word(const struct flexos_copy_gate *gate, unsigned thread)
{
    return *(const uint64_t *)(const void *)(stack_words[gate->to] +
                                             thread * FLEXOS_WORDS_STRIDE);
}

static struct record *push_record(struct calls *k, uint64_t index,
                                  const struct crossing *c)
{
    uint64_t bytes =
        sizeof(struct record) + c->gate->count * sizeof(struct block);

    if (!k->page) {
        struct arch_paddr frame = flexos_frame_alloc();
        if (!frame.value)
            copying_refuse(c->pkru, "no memory left for records of calls; "
                                    "raise -M");
        k->page = arch_at(frame);
        k->last = NONE;
    }
    if (k->used + bytes > ARCH_PAGE_SIZE)
        copying_refuse(c->pkru,
                       "calls that copy arguments are nested too deeply");
    struct record *record = (struct record *)(void *)(k->page + k->used);
    record->gate = (uint16_t)index;
    record->former = k->last;
    record->count = 0;
    record->mark = c->bounce->top;
    k->last = k->used;
    k->used = (uint16_t)(k->used + bytes);
    return record;
}

/* An entry of another compartment than the caller's. The callee would call it
 * with its own rights, one of its own without a gate, and with what the caller
 * likes: its descriptor would protect nobody. */
static void refuse_others(const struct crossing *c, uint64_t function)
{
    long owner =
        function ? flexos_entry_owner(function, FLEXOS_DOMAINS_MAX) : -1;

    if (owner >= 0 && owner != (long)c->gate->from)
        copying_refuse(c->pkru, "a function of another compartment than the "
                                "caller's");
}

/* The same of each word in a table that has crossed. */
static void refuse_others_in(const struct crossing *c, uint64_t table,
                             uint64_t bytes)
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

static void begin(const struct crossing *c, uint64_t index, unsigned thread,
                  uint64_t *registers)
{
    argument_t a = (argument_t)c->gate->arguments;
    argument_t end = a + c->gate->count;
    uint64_t line = thread * FLEXOS_WORDS_STRIDE;
    struct record *record = push_record(&calls[thread], index, c);

    record->callee_stack = stack_word(c->gate, thread);
    if (c->bounce->readers & ~caller_bit(c))
        bounce_clear_for_caller(c);
    for (; a < end; a++) {
        uint64_t user = registers[a->reg];
        uint64_t crossed = user;

        /* Of no domain: a function that is an entry at home only is none. */
        if (a->kind == FLEXOS_COPY_STRING)
            crossed = cross_string(c, record, a, user);
        else if (a->kind == FLEXOS_COPY_OWN)
            copying_refuse_memory(c);
        else if (a->kind != FLEXOS_COPY_CALLBACK)
            crossed = cross_buffer(c, record, a, user,
                                   size_of(c, a, line, registers));
        else if (user && flexos_entry_owner(user, FLEXOS_DOMAINS_MAX) < 0)
            copying_refuse(c->pkru, "a callback that is no entry");
        else
            refuse_others(c, user);
        if (a->kind == FLEXOS_COPY_TABLE)
            refuse_others_in(c, crossed, a->factor);
        registers[a->reg] = crossed;
        put_word(line, c, a->reg, crossed);
    }
    *(uint64_t *)(void *)(words[c->gate->to][0] + line) = c->gate->id;
}

static uint64_t bytes_back(argument_t a, uint64_t size, int64_t result)
{
    uint64_t bytes = size;

    if (!comes_back(a))
        return 0;
    if (a->amount == FLEXOS_COPY_ALL)
        return size;
    if (result < 0)
        return 0;
    if (a->amount == FLEXOS_COPY_RESULT &&
        __builtin_mul_overflow((uint64_t)result, a->unit, &bytes))
        return size;
    return least(bytes, size);
}

static void end(const struct crossing *c, uint64_t index, unsigned thread,
                uint64_t result)
{
    struct calls *k = &calls[thread];
    unsigned unused = 64 - 8 * (unsigned)c->gate->result_bytes;
    int64_t number = (int64_t)(result << unused) >> unused;

    if (!k->used)
        copying_refuse(c->pkru, "the end of a call that never began");
    struct record *record = (struct record *)(void *)(k->page + k->last);
    if (record->gate != index)
        copying_refuse(c->pkru,
                       "the end of a call that is not the thread's last one");
    /* Called back, a caller could give the callee's buffers to another call. */
    if (record->callee_stack != stack_word(c->gate, thread) &&
        has_own_stack(c->gate))
        copying_refuse(c->pkru, "the end of a call that has not returned");
    for (unsigned i = 0; i < record->count; i++) {
        const struct block *b = &record->blocks[i];
        uint64_t back = bytes_back(b->argument, b->size, number);

        if (back)
            bounce_transfer(c, b->user, b->offset, back, 1);
        /* What is the caller's, or went back to it. Of buffers that were not
         * filled the rest waits for another caller: most calls of one thread
         * have the same. */
        int is_whole = b->argument->kind != FLEXOS_COPY_OUT;
        wipe(c, b->offset, is_whole ? b->size : back);
        if (!is_whole && back < b->size)
            bounce_is_dirty(c, b->offset + b->size);
    }
    *(uint64_t *)(void *)(words[c->gate->to][0] +
                          thread * FLEXOS_WORDS_STRIDE) = 0;
    c->bounce->top = record->mark;
    k->used = k->last;
    k->last = record->former;
}

uint64_t flexos_copy(uint32_t pkru, uint64_t nr, uint64_t *registers)
{
    uint64_t index = nr >> FLEXOS_SYS_COPY_SHIFT;
    unsigned thread = flexos_thread_current();
    const struct flexos_copy_gate *gate = gate_at(index);

    if (index >= flexos_image.copy_count ||
        flexos_domain((unsigned)gate->from)->pkru != pkru)
        copying_refuse(pkru,
                       "arguments to copy for a gate that is not the caller's");
    struct crossing c = {gate, &bounces[thread][gate->to],
                         bounce_base(thread, gate->to), pkru};
    if ((nr & 0xff) == FLEXOS_SYS_COPY_IN) {
        begin(&c, index, thread, registers);
        return 0;
    }
    end(&c, index, thread, registers[0]);
    return registers[0];
}
