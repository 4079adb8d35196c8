/* SPDX-License-Identifier: BSD-3-Clause */
/* As newlib's Makefile.am builds vfiprintf. */
#define INTEGER_ONLY
#include <vfprintf.c>
