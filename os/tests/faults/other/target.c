/* SPDX-License-Identifier: BSD-3-Clause */
#include <fault_target.h>

int fault_secret = 7;
/* Of the same name as one of fault-test: reports must not confuse them. */
static volatile int lock;

int fault_target_value(void)
{
    return fault_secret + lock;
}

int fault_target_read(const int *p)
{
    return *p;
}
