/* SPDX-License-Identifier: BSD-3-Clause */
/* What cannot be said in C: registers as they are at one moment. Words of
 * attacker_registers: 14 general ones, flags, 16 x 32 bytes of vectors. */

.text
capture:
    mov %rax, attacker_registers + 0
    mov %rbx, attacker_registers + 8
    mov %rcx, attacker_registers + 16
    mov %rdx, attacker_registers + 24
    mov %rsi, attacker_registers + 32
    mov %rdi, attacker_registers + 40
    mov %r8, attacker_registers + 48
    mov %r9, attacker_registers + 56
    mov %r10, attacker_registers + 64
    mov %r11, attacker_registers + 72
    mov %r12, attacker_registers + 80
    mov %r13, attacker_registers + 88
    mov %r14, attacker_registers + 96
    mov %r15, attacker_registers + 104
    mov %rbp, attacker_registers + 112
    .set at, 128
    .irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    vmovups %ymm\r, attacker_registers + at
    .set at, at + 32
    .endr
    ret

/* void attacker_entry(void): a declared entry, called from anywhere. */
.globl attacker_entry
.type attacker_entry, @function
attacker_entry:
    call capture
    ret
.size attacker_entry, . - attacker_entry

/* long attacker_call(target, rdi, std): calls target, with all flags that
 * ring 3 can set and MXCSR rounding to zero if std; captures what returns. */
.globl attacker_call
.type attacker_call, @function
attacker_call:
    push %rbx
    mov %rdi, %rax
    mov %rsi, %rdi
    test %rdx, %rdx
    jz 1f
    ldmxcsr odd_mxcsr
    std
1:  call *%rax
    call capture
    cld
    ldmxcsr default_mxcsr
    pop %rbx
    ret
.size attacker_call, . - attacker_call

/* void attacker_jump(const struct jump *): all registers, then away. */
.globl attacker_jump
.type attacker_jump, @function
attacker_jump:
    mov 8(%rdi), %rax
    mov 16(%rdi), %rsp
    mov 24(%rdi), %rbx
    mov 0(%rdi), %rcx
    mov %rcx, jump_target
    mov %rbx, %rbp
    mov %rbx, %rsi
    mov %rbx, %r8
    mov %rbx, %r9
    mov %rbx, %r10
    mov %rbx, %r11
    mov %rbx, %r12
    mov %rbx, %r13
    mov %rbx, %r14
    mov %rbx, %r15
    mov %rbx, %rdi
    xor %ecx, %ecx                     # WRPKRU demands it
    xor %edx, %edx
    jmp *jump_target
.size attacker_jump, . - attacker_jump

/* long attacker_pivot(target, stack): calls target with rsp = stack. */
.globl attacker_pivot
.type attacker_pivot, @function
attacker_pivot:
    push %rbx
    mov %rsp, %rbx
    mov %rsi, %rsp
    call *%rdi
    mov %rbx, %rsp
    pop %rbx
    ret
.size attacker_pivot, . - attacker_pivot

/* long attacker_mark(uint64_t words[8]): setjmp. */
.globl attacker_mark
.type attacker_mark, @function
attacker_mark:
    mov %rbx, 0(%rdi)
    mov %rbp, 8(%rdi)
    mov %r12, 16(%rdi)
    mov %r13, 24(%rdi)
    mov %r14, 32(%rdi)
    mov %r15, 40(%rdi)
    lea 8(%rsp), %rdx
    mov %rdx, 48(%rdi)
    mov (%rsp), %rdx
    mov %rdx, 56(%rdi)
    xor %eax, %eax
    ret
.size attacker_mark, . - attacker_mark

/* void attacker_return_to(const uint64_t words[8]): longjmp, with 1. */
.globl attacker_return_to
.type attacker_return_to, @function
attacker_return_to:
    mov 0(%rdi), %rbx
    mov 8(%rdi), %rbp
    mov 16(%rdi), %r12
    mov 24(%rdi), %r13
    mov 32(%rdi), %r14
    mov 40(%rdi), %r15
    mov 48(%rdi), %rsp
    mov $1, %eax
    jmp *56(%rdi)
.size attacker_return_to, . - attacker_return_to

/* void attacker_fault(stack): an exception while rsp is somewhere else. */
.globl attacker_fault
.type attacker_fault, @function
attacker_fault:
    mov %rdi, %rsp
    ud2
.size attacker_fault, . - attacker_fault

/* void attacker_tell(word): ends the run with the word in the report, which
 * works with any rights; the services of others need the attacker's own. */
.globl attacker_tell
.type attacker_tell, @function
attacker_tell:
    mov %rdi, %r15
    ud2
.size attacker_tell, . - attacker_tell

/* void attacker_step(target): single steps into target. */
.globl attacker_step
.type attacker_step, @function
attacker_step:
    pushfq
    orq $0x100, (%rsp)                 # TF
    popfq
    jmp *%rdi
.size attacker_step, . - attacker_step

.section .data, "aw", @progbits
.balign 16
odd_mxcsr: .long 0x7f80
default_mxcsr: .long 0x1f80
.section .bss, "aw", @nobits
.balign 64
.globl attacker_registers
.type attacker_registers, @object
attacker_registers: .skip 128 + 16 * 32
.size attacker_registers, 128 + 16 * 32
jump_target: .skip 8

.section .note.GNU-stack, "", @progbits
