/* SPDX-License-Identifier: BSD-3-Clause */
/* As newlib's Makefile.am builds vfiscanf. */
#define INTEGER_ONLY
#include <vfscanf.c>
