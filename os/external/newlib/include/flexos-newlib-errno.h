/* SPDX-License-Identifier: BSD-3-Clause */
/* Included before everything else when newlib itself is compiled. Its
 * functions store errors in `reent->_errno`, inside a structure that only
 * newlib's compartment can reach, while `errno` is one cell per thread that
 * every compartment can read. Here the member becomes a pointer to that cell,
 * and every use of the member a use of what it points to: the structure keeps
 * its size (a pointer takes the int and its padding), newlib's sources and
 * its users see nothing. */
#ifndef FLEXOS_NEWLIB_ERRNO_H
#define FLEXOS_NEWLIB_ERRNO_H
#ifndef __ASSEMBLER__
#define _errno *_errno_cell
#include <sys/reent.h>
#undef _errno
#define _errno _errno_cell[0]
#endif
#endif
