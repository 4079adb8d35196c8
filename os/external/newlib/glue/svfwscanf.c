/* SPDX-License-Identifier: BSD-3-Clause */
/* As newlib's Makefile.am builds svfwscanf. */
#define STRING_ONLY
#include <vfwscanf.c>
