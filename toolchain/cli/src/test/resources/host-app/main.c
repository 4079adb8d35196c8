/* SPDX-License-Identifier: BSD-3-Clause */
/* Says "ready", and stays; with an argument it ends, with that status. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    puts("host-app: ready");
    fflush(stdout);
    if (argc > 1)
        return atoi(argv[1]);
    for (;;)
        sleep(1);
}
