/* SPDX-License-Identifier: BSD-3-Clause */
/* A test puts another file in this one's place, with every function that the
 * libraries around export: see FuzzTable.java. */
#include "fuzz.h"
#include <uk/sys_files.h>

static long close_it(const long *a)
{
    return uk_sys_close((int)a[0]);
}

const struct entry fuzz_entries[] = {{"uk_sys_close", "n", close_it}};
const unsigned fuzz_entry_count = 1;
