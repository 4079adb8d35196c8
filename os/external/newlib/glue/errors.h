/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FLEXOS_NEWLIB_ERRORS_H
#define FLEXOS_NEWLIB_ERRORS_H

#include <errno.h>

/* The microlibraries' error numbers are Linux's (os/include/errno.h); these
 * have others in newlib. */
static inline int flexos_newlib_error(int error)
{
    switch (error) {
    case 35:
        return EDEADLK;
    case 36:
        return ENAMETOOLONG;
    case 38:
        return ENOSYS;
    case 39:
        return ENOTEMPTY;
    case 110:
        return ETIMEDOUT;
    default:
        return error;
    }
}

#endif
