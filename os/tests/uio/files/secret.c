/* SPDX-License-Identifier: BSD-3-Clause */
#include <uio_files.h>

static char files_secret[] = "a secret of files";

unsigned long uio_files_place(void)
{
    return (unsigned long)files_secret;
}

int uio_files_intact(void)
{
    return files_secret[0] == 'a' && files_secret[2] == 's';
}
