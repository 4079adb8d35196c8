/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs in compartment comp2; printf and its buffers are in comp1. */
#include <stdio.h>

int main(int argc, char **argv)
{
    printf("Hello from comp2!\n");
    for (int i = 1; i < argc; i++)
        printf("argument %d: %s\n", i, argv[i]);
    return 0;
}
