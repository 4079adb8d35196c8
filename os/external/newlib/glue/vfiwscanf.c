/* SPDX-License-Identifier: BSD-3-Clause */
/* As newlib's Makefile.am builds vfiwscanf. */
#define INTEGER_ONLY
#include <vfwscanf.c>
