/* SPDX-License-Identifier: BSD-3-Clause */
/* As newlib's Makefile.am builds svfprintf. */
#define STRING_ONLY
#include <vfprintf.c>
