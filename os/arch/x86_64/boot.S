/* SPDX-License-Identifier: BSD-3-Clause */
/* PVH entry (Xen x86/HVM direct boot ABI): 32-bit protected mode, paging off,
 * ebx = physical address of hvm_start_info. Builds a first page table (1 GiB
 * identity, and the same memory at the direct map), switches to long mode and
 * calls flexos_main(start_info). Paging of the image proper follows in C. */

#define PTE_PRESENT_WRITE 0x3
#define PTE_LARGE 0x80
#define CR4_PAE (1 << 5)
#define EFER 0xc0000080
#define EFER_SCE (1 << 0)
#define EFER_LME (1 << 8)
#define EFER_NXE (1 << 11)
#define CR0_PG_WP_MP_PE 0x80010003
#define CR0_EM_TS_AM ((1 << 2) | (1 << 3) | (1 << 18))
#define XEN_ELFNOTE_PHYS32_ENTRY 18
#define SEL_CODE 0x08
#define SEL_DATA 0x10

.section .note.pvh, "a", @note
    .long 4, 4, XEN_ELFNOTE_PHYS32_ENTRY
    .asciz "Xen"
    .long _start32

.code32
.section .text, "ax", @progbits
.globl _start32
_start32:
    mov $boot_stack_top, %esp
    mov %ebx, %ebp                     # start_info survives in ebp
    movl $boot_pdpt + PTE_PRESENT_WRITE, boot_pml4
    movl $boot_pdpt + PTE_PRESENT_WRITE, boot_pml4 + 256 * 8
    movl $boot_pd + PTE_PRESENT_WRITE, boot_pdpt
    xor %ecx, %ecx
1:  mov %ecx, %eax                     # 512 leaves of 2 MiB
    shl $21, %eax
    or $(PTE_PRESENT_WRITE | PTE_LARGE), %eax
    mov %eax, boot_pd(, %ecx, 8)
    inc %ecx
    cmp $512, %ecx
    jne 1b
    mov $boot_pml4, %eax
    mov %eax, %cr3
    mov %cr4, %eax
    or $CR4_PAE, %eax
    mov %eax, %cr4
    mov $EFER, %ecx
    rdmsr
    or $(EFER_SCE | EFER_LME | EFER_NXE), %eax
    wrmsr
    mov %cr0, %eax
    or $CR0_PG_WP_MP_PE, %eax
    and $~CR0_EM_TS_AM, %eax
    mov %eax, %cr0
    lgdt arch_gdt_pointer
    ljmp $SEL_CODE, $1f

.code64
1:  mov $SEL_DATA, %eax
    mov %eax, %ss
    xor %eax, %eax
    mov %eax, %ds
    mov %eax, %es
    mov %eax, %fs
    mov %eax, %gs
    mov $boot_stack_top, %esp          # clears the upper half too
    mov %ebp, %edi
    call flexos_main
    ud2                                # flexos_main does not return

/* No 32-bit code segment: a far jump cannot leave 64-bit mode. Every DPL-3
 * descriptor has base 0, so that loading GS cannot move the gate words. */
.section .data, "aw", @progbits
.balign 16
.globl arch_gdt
arch_gdt:
    .quad 0
    .quad 0x00af9a000000ffff           # 0x08 ring-0 code
    .quad 0x00cf92000000ffff           # 0x10 ring-0 data
    .quad 0                            # 0x18 base of SYSRET's selectors
    .quad 0x00cff2000000ffff           # 0x20 ring-3 data
    .quad 0x00affa000000ffff           # 0x28 ring-3 code
.globl arch_gdt_tss
arch_gdt_tss:
    .quad 0, 0                         # 0x30 TSS, filled in C
arch_gdt_end:
arch_gdt_pointer:
    .word arch_gdt_end - arch_gdt - 1
    .quad arch_gdt

.section .bss, "aw", @nobits
.balign 4096
boot_pml4: .skip 4096
boot_pdpt: .skip 4096
boot_pd:   .skip 4096
.skip 16384
.globl boot_stack_top
boot_stack_top:

.section .note.GNU-stack, "", @progbits
