/* SPDX-License-Identifier: BSD-3-Clause */
/* Instructions that ring 3 must not have or that must not help it. Each is a
 * function; one that returns was executed. No image with these passes verify:
 * the suite boots them without, to see the processor refuse as well. */

.macro RAW name
.globl raw_\name
.type raw_\name, @function
raw_\name:
.endm

.text
RAW start
.globl attacker_raw
.type attacker_raw, @function
attacker_raw:
    ret
RAW mov_cr0
    mov %rdi, %cr0
    ret
RAW mov_cr3
    mov %rdi, %cr3
    ret
RAW mov_cr4
    mov %rdi, %cr4
    ret
RAW mov_dr7
    mov %rdi, %dr7
    ret
RAW wrmsr
    mov $0xc0000082, %ecx              # LSTAR: where system calls enter
    mov %edi, %eax
    xor %edx, %edx
    wrmsr
    ret
RAW rdmsr
    mov $0xc0000101, %ecx
    rdmsr
    ret
RAW xsetbv
    xor %ecx, %ecx
    mov $0x207, %eax                   # with PKRU
    xor %edx, %edx
    xsetbv
    ret
RAW lgdt
    lgdt table
    ret
RAW lidt
    lidt table
    ret
RAW ltr
    mov $0x30, %eax
    ltr %ax
    ret
RAW lldt
    xor %eax, %eax
    lldt %ax
    ret
RAW iretq
    mov %rsp, %rax
    pushq $0x10
    push %rax
    pushq $2
    pushq $8                           # ring 0's code segment
    lea 1f(%rip), %rcx
    push %rcx
    iretq
1:  ret
RAW sysretq
    lea 1f(%rip), %rcx
    mov $2, %r11d
    sysretq
1:  ret
RAW sysenter
    sysenter
    ret
RAW swapgs
    swapgs
    ret
RAW wrfsbase
    wrfsbase %rdi
    ret
RAW wrgsbase
    wrgsbase %rdi
    ret
RAW invlpg
    invlpg (%rdi)
    ret
RAW vmfunc
    xor %eax, %eax
    xor %ecx, %ecx
    vmfunc
    ret
RAW clts
    clts
    ret
RAW lmsw
    mov %edi, %eax
    lmsw %ax
    ret
RAW cli
    cli
    ret
RAW hlt
    hlt
    ret
RAW int32
    int $32                            # the timer's vector
    ret
RAW far_jump
    ljmpl *gate
    ret
RAW in
    mov $0xe9, %edx
    in %dx, %al
    ret
/* Writes "exit 0" where only the trusted base may say how a run ended. */
RAW out
    lea verdict(%rip), %rsi
    mov $7, %ecx
    mov $0xe9, %edx
    rep outsb
    ret
RAW sgdt
    sgdt table
    ret
/* XRSTOR of an area that holds PKRU = 0. */
RAW xrstor
    xor %edx, %edx
    mov $0x200, %eax
    xrstor area
    ret
/* Moves the gate words to where there are none. */
RAW null_gs
    xor %eax, %eax
    mov %eax, %gs
    ret
/* Interrupts off and I/O on, as far as POPF lets ring 3. Returns the flags. */
RAW popf
    pushq $0x3002
    popfq
    pushfq
    pop %rax
    ret
/* WRPKRU hidden in an instruction's immediate. */
.balign 16
RAW immediate
    mov $0xc3ef010f, %eax
    ret

.section .data, "aw", @progbits
.balign 64
area:
    .skip 24
    .long 0x1f80, 0xffff
    .skip 480
    .quad 0x200                        # XSTATE_BV: PKRU is in it
    .skip 56
    .skip 2688
.balign 16
table: .word 0
    .quad 0
gate: .long 0
    .word 8
verdict: .ascii "exit 0\n"

.section .note.GNU-stack, "", @progbits
