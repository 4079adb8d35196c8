/* SPDX-License-Identifier: BSD-3-Clause */
/* As much of a trusted base as an image needs to be linked. */
.section .note.pvh, "a", @note
    .long 4, 4, 18
    .asciz "Xen"
    .long _start32
.section .text, "ax", @progbits
.globl _start32
.type _start32, @function
_start32:
    mov $flexos_image, %eax
    mov %eax, core_table
    mov %cr0, %rax
    wrpkru                              # ring 3 cannot come here
    hlt
.size _start32, . - _start32
.section .data, "aw", @progbits
.globl core_table
core_table: .quad 0
.section .bss, "aw", @nobits
core_stack: .skip 4096
.section .note.GNU-stack, "", @progbits
