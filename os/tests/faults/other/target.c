/* SPDX-License-Identifier: BSD-3-Clause */
#include <fault_target.h>

int fault_secret = 7;

int fault_target_value(void)
{
    return fault_secret;
}

int fault_target_read(const int *p)
{
    return *p;
}
