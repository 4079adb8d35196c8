/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's stdio.h reads the standard streams out of newlib's own memory,
 * which users in other compartments cannot reach. They ask for them, and treat
 * FILE as opaque. */
#include_next <stdio.h>

#if !defined(_COMPILING_NEWLIB) && !defined(FLEXOS_NEWLIB_STDIO_H)
#define FLEXOS_NEWLIB_STDIO_H

#undef stdin
#undef stdout
#undef stderr
FILE *flexos_stream(int fd);
#define stdin flexos_stream(0)
#define stdout flexos_stream(1)
#define stderr flexos_stream(2)

/* The functions of these names instead of macros that look inside. */
#undef getc
#undef putc
#undef getchar
#undef putchar
#undef getchar_unlocked
#undef putchar_unlocked
#undef feof_unlocked
#undef ferror_unlocked
#undef clearerr_unlocked
#endif
