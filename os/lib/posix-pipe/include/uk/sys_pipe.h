/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's system calls that make pipes: out[0] is to read from, out[1] to
 * write to. Flags: UK_O_NONBLOCK, UK_O_CLOEXEC. */
#ifndef UK_SYS_PIPE_H
#define UK_SYS_PIPE_H

long uk_sys_pipe(int *out);
long uk_sys_pipe2(int *out, int flags);

#endif
