/* SPDX-License-Identifier: BSD-3-Clause */
/* What the toolchain tells the trusted base about the image: one constant
 * `flexos_image` in supervisor memory, written as assembly by the emit
 * module in exactly this layout (all fields 8 bytes wide, so that neither
 * side needs padding). */
#ifndef FLEXOS_IMAGE_H
#define FLEXOS_IMAGE_H

#include <stdint.h>

#define FLEXOS_IMAGE_MAGIC 0x31304f5358454c46 /* "FLEXSO01" */
#define FLEXOS_NO_DOMAIN 0xffffffffffffffff

/* A range of image pages and the rights its pages get. */
struct flexos_range {
    uint64_t start, end; /* page aligned */
    uint64_t key;
    uint64_t prot; /* FLEXOS_PROT_* */
};
#define FLEXOS_PROT_USER 1
#define FLEXOS_PROT_WRITE 2
#define FLEXOS_PROT_EXEC 4

struct flexos_domain {
    uint64_t key;
    uint64_t pkru;        /* value while the domain runs; unique */
    uint64_t stack_group; /* domain whose stack and gate word it uses */
    uint64_t stack_key;   /* key of that stack and word page */
    uint64_t capabilities;
    uint64_t name; /* const char * */
};

/* An address-taken function: `address` is what pointers to it hold. In no
 * order: addresses are known to the linker only. */
struct flexos_entry {
    uint64_t address;
    uint64_t function; /* real start */
    uint64_t domain;   /* owner */
};

/* A word that ring 0 fills with a random value before ring 3 starts. */
struct flexos_canary {
    uint64_t address;
};

/* A pointer argument that ring 0 copies (model: Plan.Copy). */
struct flexos_copy_argument {
    uint64_t reg;    /* argument register, 0 is rdi */
    uint64_t kind;   /* FLEXOS_COPY_* */
    uint64_t factor; /* bytes; the size is this, times the two arguments */
    uint64_t first, first_mask;   /* register, or FLEXOS_COPY_NONE */
    uint64_t second, second_mask; /* the same; NONE without `first` */
    uint64_t at_most; /* largest value of `first`, or length of a string; 0:
                       no such bound */
    uint64_t amount;  /* what comes back */
    uint64_t unit;    /* bytes that each one of the result stands for */
};
#define FLEXOS_COPY_IN 0
#define FLEXOS_COPY_TABLE 1
#define FLEXOS_COPY_OUT 2
#define FLEXOS_COPY_INOUT 3 /* buffers of a size end here */
#define FLEXOS_COPY_STRING 4
#define FLEXOS_COPY_CALLBACK 5
#define FLEXOS_COPY_OWN 6
#define FLEXOS_COPY_ALL 0
#define FLEXOS_COPY_SUCCESS 1
#define FLEXOS_COPY_RESULT 2
#define FLEXOS_COPY_NONE 6

/* A copying gate; its position is the index that system calls name. */
struct flexos_copy_gate {
    uint64_t id;           /* of the gate, never 0 */
    uint64_t from, to;     /* domains */
    uint64_t caller;       /* pkru of `from` */
    uint64_t pass_shared;  /* 1: memory that both sides reach is not copied */
    uint64_t result_bytes; /* of an integer result, 1 to 8 */
    uint64_t count;
    uint64_t arguments; /* const struct flexos_copy_argument * */
};

struct flexos_image {
    uint64_t magic;
    uint64_t uses_pku; /* 0: a single domain, key 0 everywhere */
    uint64_t uses_dss;
    uint64_t domain_count;
    uint64_t domains; /* const struct flexos_domain * */
    uint64_t range_count;
    uint64_t ranges; /* const struct flexos_range *, ascending, whole image */
    uint64_t entry_count;
    uint64_t entries; /* const struct flexos_entry * */
    uint64_t canary_count;
    uint64_t canaries;
    uint64_t allocator_domain; /* of the shared heap, or FLEXOS_NO_DOMAIN */
    uint64_t boot_entry;       /* first user-mode function, void(void) */
    uint64_t boot_domain;
    uint64_t image_end; /* first byte after the image, page aligned */
    uint64_t copy_count;
    uint64_t copies; /* const struct flexos_copy_gate * */
};

extern const struct flexos_image flexos_image;

#endif
