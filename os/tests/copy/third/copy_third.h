/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COPY_THIRD_H
#define COPY_THIRD_H

#include <stddef.h>
#include <stdint.h>

void ct_copy(unsigned char *to, const unsigned char *from, size_t n);
long ct_sum(const unsigned char *p, size_t n);
/* Back into copy-callee. */
long ct_deep(unsigned char *p, size_t n, int depth);
/* Has copy-callee fill a buffer of this library's and fail. */
long ct_fill_and_fail(size_t n);
uint64_t ct_secret_address(void);
long ct_secret_is_intact(void);

#endif
