/* SPDX-License-Identifier: BSD-3-Clause */
#include <uio_third.h>

static char third_secret[] = "a secret of third";

unsigned long uio_third_place(void)
{
    return (unsigned long)third_secret;
}

int uio_third_intact(void)
{
    return third_secret[0] == 'a' && third_secret[2] == 's';
}
