/* SPDX-License-Identifier: BSD-3-Clause */
/* The console as a file: descriptors 0 to 2. It gives no input. */
#include "vfs.h"
#include <errno.h>
#include <uk/print.h>

#define ROWS 24
#define COLUMNS 80

static long console_read(int object, void *buffer, size_t bytes)
{
    (void)object;
    (void)buffer;
    (void)bytes;
    return 0;
}

static long console_write(int object, const void *buffer, size_t bytes)
{
    (void)object;
    return uk_console_write(buffer, bytes);
}

static unsigned console_poll(int object)
{
    (void)object;
    return UK_POLLIN | UK_POLLOUT | UK_POLLRDNORM | UK_POLLWRNORM;
}

static long console_ioctl(int object, unsigned request, void *argument)
{
    (void)object;
    if (!argument)
        return -EFAULT;
    if (request == UK_FIONREAD) {
        *(int *)argument = 0;
        return 0;
    }
    if (request != UK_TIOCGWINSZ)
        return -ENOTTY;
    *(struct uk_winsize *)argument =
        (struct uk_winsize){.ws_row = ROWS, .ws_col = COLUMNS};
    return 0;
}

const struct uk_file_ops vfs_console = {
    .type = UK_S_IFCHR,
    .read = console_read,
    .write = console_write,
    .poll = console_poll,
    .ioctl = console_ioctl,
};
