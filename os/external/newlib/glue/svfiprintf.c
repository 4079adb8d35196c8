/* SPDX-License-Identifier: BSD-3-Clause */
/* As newlib's Makefile.am builds svfiprintf. */
#define INTEGER_ONLY
#define STRING_ONLY
#include <vfprintf.c>
