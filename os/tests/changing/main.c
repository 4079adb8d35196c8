/* SPDX-License-Identifier: BSD-3-Clause */
/* Writes to a pipe that is full: the files, in their compartment, wait in the
 * middle of the call. Meanwhile a second thread of the caller changes what is
 * being written, and then makes room. Prints what arrives. */
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/sys_files.h>
#include <uk/sys_pipe.h>

#define CAPACITY 65536 /* bytes of a pipe */
#define BYTES 8

void *malloc(size_t size);
void free(void *block);

static char filling[CAPACITY];
static char *argument;
static int ends[2];

static void change(void *unused)
{
    char arrived[BYTES + 1] = "";

    (void)unused;
    __builtin_memcpy(argument, "changed!", BYTES);
    for (long left = CAPACITY; left > 0;) {
        long n = uk_sys_read(ends[0], filling, (size_t)left);

        if (n <= 0)
            break;
        left -= n;
    }
    long n = uk_sys_read(ends[0], arrived, BYTES);
    uk_printk("%ld bytes arrived: '%s'\n", n, arrived);
}

int main(void)
{
    char *bytes = malloc(BYTES);

    if (!bytes || uk_sys_pipe(ends) ||
        uk_sys_write(ends[1], filling, CAPACITY) != CAPACITY)
        return 1;
    __builtin_memcpy(bytes, "original", BYTES);
    argument = bytes;
    int thread = uk_thread_create(change, NULL);
    long n = uk_sys_write(ends[1], bytes, BYTES);
    uk_thread_join(thread);
    uk_printk("%ld bytes written, the argument is '%.8s'\n", n, argument);
    free(bytes);
    return 0;
}
