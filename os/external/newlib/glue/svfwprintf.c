/* SPDX-License-Identifier: BSD-3-Clause */
/* As newlib's Makefile.am builds svfwprintf. */
#define STRING_ONLY
#include <vfwprintf.c>
