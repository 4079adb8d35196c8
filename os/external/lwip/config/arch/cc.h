/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's view of the compiler and of the system around it. */
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

#include <stddef.h>
#include <stdint.h>

#define LWIP_NO_INTTYPES_H 1
#define X8_F "x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "zu"
#define LWIP_NO_CTYPE_H 1
#define LWIP_NO_UNISTD_H 1

typedef unsigned long sys_prot_t;

#define LWIP_PLATFORM_DIAG(x)
#define LWIP_PLATFORM_ASSERT(message) uk_lwip_failed(message)
#define LWIP_RAND() uk_lwip_random()

struct netif;
struct pbuf;
_Noreturn void uk_lwip_failed(const char *message);
/* 1: the IPv4 packet is taken and goes no further. */
int uk_lwip_takes(struct pbuf *packet, struct netif *netif);
uint32_t uk_lwip_random(void);
uint16_t uk_lwip_checksum(const void *data, int length);
void *uk_lwip_malloc(size_t bytes);
void *uk_lwip_calloc(size_t n, size_t size);
void uk_lwip_free(void *block);
/* More than half of what lwIP may have. */
int uk_lwip_memory_is_short(void);
/* The addresses are ip_addr_t. */
uint32_t uk_lwip_initial_sequence(const void *local, uint16_t local_port,
                                  const void *remote, uint16_t remote_port);

#endif
