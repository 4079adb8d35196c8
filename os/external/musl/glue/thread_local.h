/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FLEXOS_MUSL_THREAD_LOCAL_H
#define FLEXOS_MUSL_THREAD_LOCAL_H

/* Frees the calling thread's variables; its last act but ending. */
void flexos_free_thread_locals(void);

#endif
