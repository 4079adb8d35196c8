/* SPDX-License-Identifier: BSD-3-Clause */
/* newlib's ctype.h asks newlib for its table at every use; the table of the C
 * locale is a constant, which every compartment can read. */
#include_next <ctype.h>

#if !defined(_COMPILING_NEWLIB) && !defined(FLEXOS_NEWLIB_CTYPE_H)
#define FLEXOS_NEWLIB_CTYPE_H
extern const char _ctype_[];
#undef __locale_ctype_ptr
#define __locale_ctype_ptr() _ctype_
#endif
