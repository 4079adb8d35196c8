/* SPDX-License-Identifier: BSD-3-Clause */
/* As newlib's Makefile.am builds svfscanf. */
#define STRING_ONLY
#include <vfscanf.c>
