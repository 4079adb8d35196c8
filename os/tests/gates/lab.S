/* SPDX-License-Identifier: BSD-3-Clause */
/* Into ring 3 and back out, from wherever it stopped. */

#define SEL_USER_DATA 0x23
#define SEL_USER_CODE 0x2b
#define RFLAGS_NO_INTERRUPTS 0x2

.text
/* void lab_enter(const struct lab_run *): ring 0, interrupts off. Comes back
 * through lab_resume, with callee-saved registers as they were. */
.globl lab_enter
lab_enter:
    push %rbx
    push %rbp
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rsp, lab_rsp
    mov %rdi, %r8
    xor %ecx, %ecx
    xor %edx, %edx
    mov 32(%r8), %eax
    wrpkru
    pushq $SEL_USER_DATA
    pushq 8(%r8)
    pushq $RFLAGS_NO_INTERRUPTS
    pushq $SEL_USER_CODE
    pushq 0(%r8)
    mov 24(%r8), %rsi
    mov 16(%r8), %rdi
    iretq

/* void lab_resume(void): from any ring-0 stack. */
.globl lab_resume
lab_resume:
    cld
    mov lab_rsp, %rsp
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbp
    pop %rbx
    ret

.section .bss, "aw", @nobits
.balign 8
lab_rsp: .skip 8

.section .note.GNU-stack, "", @progbits
