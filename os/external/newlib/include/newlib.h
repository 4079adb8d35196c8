/* SPDX-License-Identifier: BSD-3-Clause */
/* What newlib's configure would find out and choose; names and meanings are
 * those of newlib.hin in newlib 3.3.0. */
#ifndef __NEWLIB_H__
#define __NEWLIB_H__ 1

#include <_newlib_version.h>

/* printf and scanf know %lld, %a, %Lf and %1$d. */
#define _WANT_IO_LONG_LONG 1
#define _WANT_IO_C99_FORMATS 1
#define _WANT_IO_LONG_DOUBLE 1
#define _WANT_IO_POS_ARGS 1

/* One byte is one character: the C locale. */
#define _MB_LEN_MAX 1

/* The compiler's long double is wider than double, and it can be kept from
 * making a memset of memset's loop. */
#define _HAVE_LONG_DOUBLE 1
#define _HAVE_CC_INHIBIT_LOOP_TO_LIBCALL 1

/* Any number of atexit functions, for the whole image. */
#define _ATEXIT_DYNAMIC_ALLOC 1
#define _REENT_GLOBAL_ATEXIT 1

/* The standard streams are one set for all threads. */
#define _WANT_REENT_GLOBAL_STDIO_STREAMS 1

/* Fewer calls below stdio: each may be a gate. */
#define _FVWRITE_IN_STREAMIO 1
#define _FSEEK_OPTIMIZATION 1
#define _UNBUF_STREAM_OPT 1
#define _WIDE_ORIENT 1

/* clock_gettime knows the monotonic clock. */
#define _POSIX_MONOTONIC_CLOCK 200809L
#define _POSIX_TIMERS 1

/* read and write count as POSIX says. */
#define _READ_WRITE_RETURN_TYPE _ssize_t
#define _READ_WRITE_BUFSIZE_TYPE size_t

#endif
