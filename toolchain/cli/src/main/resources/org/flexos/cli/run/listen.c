/* SPDX-License-Identifier: BSD-3-Clause */
/* Takes the place of the C library's listen() in QEMU, by LD_PRELOAD. QEMU's
 * user network asks for a queue of one connection. Of clients that connect at
 * once, all but two are then dropped by the kernel after they were told that
 * they are connected, and wait for many seconds. Compiled without headers:
 * the machine need not have any. */
#define SYS_LISTEN 50
#define QUEUE_MIN 512

int *__errno_location(void);

int listen(int socket, int queue)
{
    long result = SYS_LISTEN;
    long length = queue < QUEUE_MIN ? QUEUE_MIN : queue;

    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"((long)socket), "S"(length)
                     : "rcx", "r11", "memory");
    if (result >= 0)
        return 0;
    *__errno_location() = (int)-result;
    return -1;
}
