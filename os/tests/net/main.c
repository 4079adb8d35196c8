/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

int failures;

int main(void)
{
    check_inside();
    if (failures)
        return 1;
    uk_printk("net: all passed inside\n");
    return serve();
}
