/* SPDX-License-Identifier: BSD-3-Clause */
/* Ways into ring 0 and out of it. PKRU does not apply to supervisor pages, so
 * it is never changed on the way in: what a trap finds in it is the evidence
 * of who ran, and what it leaves is the same. */

#include <flexos/syscall.h>

#define MSR_GS_BASE 0xc0000101
#define SEL_USER_DATA 0x23
#define SEL_USER_CODE 0x2b

.text

/* Exceptions and interrupts arrive on IST stacks with interrupts off. The
 * stubs build struct arch_frame (arch.h) and call arch_trap(frame). */
.macro STUB vector
arch_vector_\vector:
    .if !((\vector == 8) || ((\vector >= 10) && (\vector <= 14)) || (\vector == 17) || (\vector == 21))
    pushq $0
    .endif
    pushq $\vector
    jmp trap_common
.endm
.altmacro
.macro STUBS from to
    .set i, \from
    .rept \to - \from + 1
    STUB %i
    .set i, i + 1
    .endr
.endm
STUBS 0 47
.noaltmacro

trap_common:
    cld
    push %r15
    push %r14
    push %r13
    push %r12
    push %r11
    push %r10
    push %r9
    push %r8
    push %rbp
    push %rdi
    push %rsi
    push %rdx
    push %rcx
    push %rbx
    push %rax
    mov %rsp, %rdi
    call arch_trap                     # returns for interrupts only
    pop %rax
    pop %rbx
    pop %rcx
    pop %rdx
    pop %rsi
    pop %rdi
    pop %rbp
    pop %r8
    pop %r9
    pop %r10
    pop %r11
    pop %r12
    pop %r13
    pop %r14
    pop %r15
    add $16, %rsp                      # vector, error code
    iretq

/* SYSCALL: rcx = user rip, r11 = user flags, user rsp and registers live.
 * FMASK has cleared IF, TF, DF, NT, AC. One CPU, so a fixed cell can hold the
 * user's stack pointer for two instructions. */
.globl arch_syscall_entry
arch_syscall_entry:
    mov %rsp, arch_user_rsp
    mov arch_kernel_rsp, %rsp
    push arch_user_rsp
    push %rcx
    push %r11
    cmp $FLEXOS_SYS_COPY_IN, %al
    je copy_in
    ja copy_out
    push %rbx
    push %rbp
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rdi, %rbx                     # RDPKRU needs ecx, clobbers edx
    mov %rdx, %rbp
    mov %rax, %r12
    xor %ecx, %ecx
    xor %eax, %eax
    cmpq $0, arch_has_pku
    je 1f
    rdpkru
1:  mov %eax, %edi                     # flexos_syscall_enter(pkru, nr, a, b, c, d)
    mov %rsi, %rcx
    mov %r12, %rsi
    mov %rbx, %rdx
    mov %rbp, %r8
    mov %r10, %r9
    call flexos_syscall_enter
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbp
    pop %rbx
    pop %r11
    pop %rcx
    xor %edi, %edi                     # nothing of ring 0 goes back
    xor %esi, %esi
    xor %edx, %edx
    xor %r8d, %r8d
    xor %r9d, %r9d
    xor %r10d, %r10d
    pop %rsp
    sysretq

/* The system calls of copying gates. Before the gate registers are arguments
 * of the call that it is for, and come back as they are meant to arrive there;
 * after it rdi is the call's result, and rdx may be its second half. They
 * never switch threads. */
copy_in:
    push %r9
    push %r8
    push %r10
    push %rdx
    push %rsi
    push %rdi
    mov %eax, %edi                     # flexos_copy_begin(nr, registers)
    mov %rsp, %rsi
    call flexos_copy_begin
    pop %rdi
    pop %rsi
    pop %rdx
    pop %r10
    pop %r8
    pop %r9
    pop %r11
    pop %rcx
    xor %eax, %eax
    pop %rsp
    sysretq

copy_out:
    push %rdx
    push %rdi
    mov %rdi, %rsi
    mov %eax, %edi                     # flexos_copy_end(nr, result)
    call flexos_copy_end
    pop %rax
    pop %rdx
    pop %r11
    pop %rcx
    xor %edi, %edi                     # nothing of ring 0 goes back
    xor %esi, %esi
    xor %r8d, %r8d
    xor %r9d, %r9d
    xor %r10d, %r10d
    pop %rsp
    sysretq

/* void arch_switch(uint64_t *save_rsp, uint64_t next_rsp, void *save_fx,
 *                  void *next_fx, uint32_t next_pkru): leaves the calling
 * kernel stack and continues on another one. Vector state moves with the
 * thread; PKRU becomes the next thread's. */
.globl arch_switch
arch_switch:
    push %rbx
    push %rbp
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rdx, %r9
    mov %rcx, %r10
    mov %r8d, %r11d
    mov $7, %eax
    xor %edx, %edx
    xsave (%r9)
    mov %rsp, (%rdi)
    mov %rsi, %rsp
    mov $7, %eax
    xor %edx, %edx
    xrstor (%r10)
    xor %ecx, %ecx
    xor %edx, %edx
    mov %r11d, %eax
    cmpq $0, arch_has_pku
    je 1f
    wrpkru
1:  pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbp
    pop %rbx
    ret

/* First return of a new thread's kernel stack: struct arch_start is on it. */
.globl arch_thread_start
arch_thread_start:
    pop %rdi                           # argument of the entry function
    call arch_clear_registers
    iretq                              # rip cs rflags rsp ss

/* void arch_enter_user(struct arch_start *): the boot thread's way down. */
.globl arch_enter_user
arch_enter_user:
    mov %rdi, %rsp
    pop %rdi
    call arch_clear_registers
    iretq

arch_clear_registers:
    xor %eax, %eax
    xor %ebx, %ebx
    xor %ecx, %ecx
    xor %edx, %edx
    xor %esi, %esi
    xor %ebp, %ebp
    xor %r8d, %r8d
    xor %r9d, %r9d
    xor %r10d, %r10d
    xor %r11d, %r11d
    xor %r12d, %r12d
    xor %r13d, %r13d
    xor %r14d, %r14d
    xor %r15d, %r15d
    ret

.section .rodata, "a", @progbits
.balign 8
.globl arch_vectors
arch_vectors:
.altmacro
.macro VECTOR vector
    .quad arch_vector_\vector
.endm
.set i, 0
.rept 48
    VECTOR %i
    .set i, i + 1
.endr
.noaltmacro

.section .bss, "aw", @nobits
.balign 8
.globl arch_user_rsp, arch_kernel_rsp
arch_user_rsp: .skip 8
arch_kernel_rsp: .skip 8

.section .note.GNU-stack, "", @progbits
