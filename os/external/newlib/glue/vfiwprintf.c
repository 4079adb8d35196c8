/* SPDX-License-Identifier: BSD-3-Clause */
/* As newlib's Makefile.am builds vfiwprintf. */
#define INTEGER_ONLY
#include <vfwprintf.c>
