/* SPDX-License-Identifier: BSD-3-Clause */
/* Replaces musl's header of this name, whose functions are system call
 * instructions. Here they are functions whose calls with a constant number
 * become calls of what the number means (library.yaml, `specialise`); two
 * such calls must not be merged into one with a number that is computed. */
#define FLEXOS_APART __attribute__((nomerge))

#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)

hidden FLEXOS_APART long __syscall0(long);
hidden FLEXOS_APART long __syscall1(long, long);
hidden FLEXOS_APART long __syscall2(long, long, long);
hidden FLEXOS_APART long __syscall3(long, long, long, long);
hidden FLEXOS_APART long __syscall4(long, long, long, long, long);
hidden FLEXOS_APART long __syscall5(long, long, long, long, long, long);
hidden FLEXOS_APART long __syscall6(long, long, long, long, long, long, long);
hidden FLEXOS_APART long __syscall_cp(long, long, long, long, long, long, long);

#define IPC_64 0
