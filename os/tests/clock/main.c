/* SPDX-License-Identifier: BSD-3-Clause */
/* A word each half second, for somebody who has another clock. */
#include <uk/print.h>
#include <uk/sched.h>

#define TICKS 7
#define HALF_A_SECOND 500000000ULL

int main(void)
{
    for (int i = 0; i < TICKS; i++) {
        uk_printk("clock: %d\n", i);
        uk_sched_sleep(HALF_A_SECOND);
    }
    return 0;
}
