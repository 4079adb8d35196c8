/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's system calls that make counters with a descriptor. Flags:
 * UK_EFD_SEMAPHORE, UK_O_NONBLOCK, UK_O_CLOEXEC. */
#ifndef UK_SYS_EVENTFD_H
#define UK_SYS_EVENTFD_H

long uk_sys_eventfd(unsigned start);
long uk_sys_eventfd2(unsigned start, int flags);

#endif
