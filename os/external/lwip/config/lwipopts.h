/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP as this system uses it: its raw interface only, called by one thread
 * at a time, because threads switch nowhere inside. */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0

/* Protocols */
#ifndef LWIP_IPV6
#define LWIP_IPV6 0
#endif
#define LWIP_IPV6_AUTOCONFIG 1
#define LWIP_RAW 0
#define LWIP_DHCP 1
/* The lease is of a host network that gives each guest its own: asking the
 * neighbours first would cost a second at each start. */
#define DHCP_DOES_ARP_CHECK 0
#define LWIP_DNS 0 /* the C library's business */
#define LWIP_HAVE_LOOPIF 1
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_NETIF_STATUS_CALLBACK 1
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1 /* cards may offer to do it */
#define SO_REUSE 1
#define LWIP_TCP_KEEPALIVE 1
/* lwIP counts connections that are not accepted yet in a byte; a thousand may
 * come at once. glue/tcp.c counts them, and while lwIP's memory is half used
 * no new one is begun. */
#define TCP_LISTEN_BACKLOG 0
#define LWIP_HOOK_IP4_INPUT(packet, netif) uk_lwip_takes(packet, netif)

/* TCP */
#define TCP_MSS 1460
#ifdef CONFIG_LWIP_WND_SCALE
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 3
#define TCP_WND (180 * TCP_MSS)
#define TCP_SND_BUF (180 * TCP_MSS)
#else
/* Whole segments below 64 KiB. */
#define TCP_WND (44 * TCP_MSS)
#define TCP_SND_BUF (44 * TCP_MSS)
#endif
#define TCP_SND_QUEUELEN (6 * TCP_SND_BUF / TCP_MSS)
#define TCP_MSL 10000UL /* milliseconds; half of what TIME_WAIT lasts */

/* Memory */
#define MEM_ALIGNMENT 8
#ifdef CONFIG_LWIP_POOLS
#define MEM_SIZE (8 << 20)
#define MEMP_NUM_TCP_PCB 1100
#define MEMP_NUM_TCP_PCB_LISTEN 32
#define MEMP_NUM_UDP_PCB 64
#define MEMP_NUM_TCP_SEG 4096
#define MEMP_NUM_PBUF 1024
#define PBUF_POOL_SIZE 512
#else
/* From the compartment's heap, up to a limit that glue/memory.c keeps. */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define mem_clib_malloc uk_lwip_malloc
#define mem_clib_calloc uk_lwip_calloc
#define mem_clib_free uk_lwip_free
#endif
#define MEMP_NUM_SYS_TIMEOUT (LWIP_NUM_SYS_TIMEOUT_INTERNAL + 1)

#define LWIP_CHKSUM uk_lwip_checksum
#define LWIP_STATS 0

/* Numbers that others must not guess (RFC 6528). */
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port)        \
    uk_lwip_initial_sequence(local_ip, local_port, remote_ip, remote_port)

#endif
