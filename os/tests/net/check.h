/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NET_CHECK_H
#define NET_CHECK_H

#include <uk/print.h>

extern int failures;

/* Compared as numbers; says what failed and what came instead. */
#define EXPECT(expression, wanted)                                             \
    do {                                                                       \
        long got_ = (long)(expression), wanted_ = (long)(wanted);              \
        if (got_ != wanted_) {                                                 \
            uk_printk("FAIL line %d: " #expression " is %ld, not %ld\n",       \
                      __LINE__, got_, wanted_);                                \
            failures++;                                                        \
        }                                                                      \
    } while (0)

struct address {
    unsigned short family, port; /* the port and the rest in network order */
    unsigned char ip[4];
    unsigned char zero[8];
};

#define AF_INET 2
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define PORT(p) ((unsigned short)((p) >> 8 | ((p) & 0xff) << 8))

/* inside.c: everything between sockets of this guest. */
void check_inside(void);
/* server.c: echoes port 7 until somebody sends "quit". */
int serve(void);

#endif
