/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's system calls that wait for many descriptors. A signal mask is not
 * looked at. */
#ifndef UK_SYS_POLL_H
#define UK_SYS_POLL_H

#include <uk/linux.h>

long uk_sys_epoll_create(int size);
long uk_sys_epoll_create1(int flags);
long uk_sys_epoll_ctl(int epfd, int operation, int fd,
                      const struct uk_epoll_event *event);
/* timeout: milliseconds, below 0 for ever. */
long uk_sys_epoll_wait(int epfd, struct uk_epoll_event *out, int count,
                       int timeout);
long uk_sys_epoll_pwait(int epfd, struct uk_epoll_event *out, int count,
                        int timeout, const void *mask, size_t mask_bytes);
long uk_sys_poll(struct uk_pollfd *fds, uint64_t count, int timeout);
long uk_sys_ppoll(struct uk_pollfd *fds, uint64_t count,
                  struct uk_timespec *timeout, const void *mask,
                  size_t mask_bytes);
/* Sets of UK_FD_SETSIZE bits; the timeouts become what is left of them. */
long uk_sys_select(int count, struct uk_fd_set *in, struct uk_fd_set *out,
                   struct uk_fd_set *except, struct uk_timeval *timeout);
long uk_sys_pselect6(int count, struct uk_fd_set *in, struct uk_fd_set *out,
                     struct uk_fd_set *except, struct uk_timespec *timeout,
                     const void *mask);

#endif
