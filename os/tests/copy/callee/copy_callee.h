/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that use what they are lent; library.yaml describes it. */
#ifndef COPY_CALLEE_H
#define COPY_CALLEE_H

#include <stddef.h>
#include <stdint.h>

struct cc_status {
    uint64_t a, b, c;
};
struct cc_element {
    uint32_t x, y;
};
struct cc_pair {
    long low, high;
};
/* As libraries offer their operations: a constant table. */
struct cc_ops {
    long (*read)(int file, void *buffer, size_t bytes);
    long (*write)(int file, const void *buffer, size_t bytes);
};

/* Sum of the bytes. */
long cc_sum(const unsigned char *p, size_t n);
/* The number of bytes that arrived, after a look at each. */
int cc_sum_int(const unsigned char *p, int n);
/* Writes n bytes of 0xab; returns `claim`, or n when that is 0. */
long cc_fill(unsigned char *p, size_t n, long claim);
int cc_fill_unbounded(unsigned char *p, size_t n);
void cc_increment(unsigned char *p, size_t n);
long cc_length(const char *text);
long cc_text(const char *text);
int cc_status(struct cc_status *out, int fail);
int cc_elements(struct cc_element *out, int count, int claim);
long cc_product(const unsigned char *p, size_t n, uint32_t m);
void cc_move(unsigned char *to, const unsigned char *from, size_t n);
/* The address that arrived. */
uint64_t cc_where(const void *p, size_t n);
/* Keeps the pointer; cc_kept reads a byte through it later. */
void cc_keep(unsigned char *p, size_t n);
long cc_kept(size_t at);
/* Passes part of both on to copy-third. */
long cc_nested(const unsigned char *p, size_t n, unsigned char *out);
/* Calls itself through copy-third, `depth` times. */
long cc_deep(unsigned char *p, size_t n, int depth);
long cc_wide(long a, long b, long c, long d, size_t n, const unsigned char *p,
             long seventh, long eighth);
double cc_mean(const double *p, size_t n);
struct cc_pair cc_pair(const struct cc_pair *p);
int cc_format(char *out, size_t n, const char *format, ...);
/* Lends its own memory to the callback; the sum of it afterwards. */
long cc_call(int (*f)(unsigned char *p, size_t n), size_t n);
/* What has changed in the buffer while the callback ran. */
long cc_twice(const unsigned char *p, size_t n, void (*f)(void));
/* Writes n bytes of 0xab and says that it failed. */
long cc_fill_and_fail(unsigned char *p, size_t n);
/* As cc_sum, but others run between two bytes. */
long cc_slow_sum(const unsigned char *p, size_t n);
const struct cc_ops *cc_operations(void);
/* Where its secret lies, and what is in it. */
uint64_t cc_secret_address(void);
long cc_secret_is_intact(void);

#endif
