/* SPDX-License-Identifier: BSD-3-Clause */
/* The code of the laboratory's compartments, and their data: one state block
 * each. Honest callers C, D and E; U obeys whoever filled its order. Entered
 * by gates under the System V ABI, or by ring 0 with rsp at a stack's top.
 * The gates' names are GateLabPlan.java's. */
#include "lab.h"

.macro FUNCTION library name
.section .text.fx.\library\().\name, "ax", @progbits
.globl \library\()_\name
\library\()_\name:
.endm

.macro DATA library name size
.section .bss.fx.\library\().\name, "aw", @nobits
.balign 4096
.globl \library\()_\name
\library\()_\name: .skip \size
.endm

DATA c state ST_SIZE
DATA c shared PIT_SIZE /* the plan makes it a shared global */
DATA d state ST_SIZE
DATA e state ST_SIZE
DATA u state ST_SIZE
DATA u pit PIT_SIZE
DATA l state ST_SIZE
DATA m state ST_SIZE

.macro EXIT
    mov $FLEXOS_SYS_EXIT, %eax
    syscall
    ud2
.endm

/* ---- scenario: C calls D twice, D calls U (f) or E, which calls D and U (r).
 * In the second round U attacks. rdi = the gate from C. */
FUNCTION c main
    mov %rdi, %rbx
    mov $5, %edi
    call *%rbx
    mov %rax, c_state + ST_RESULT
    incq c_state + ST_RESUMED
    movq $1, c_shared
    mov $6, %edi
    call *%rbx
    mov %rax, c_state + ST_SECOND
    incq c_state + ST_RESUMED
    xor %edi, %edi
    EXIT

.macro FORWARD name gate
FUNCTION d \name
    push %rbp
    incq d_state + ST_ENTERED
    call \gate
    add $1000, %rax
    incq d_state + ST_COMPLETED
    pop %rbp
    ret
.endm
.macro AGAIN variant
FUNCTION e r_\variant
    push %rbx
    mov %rdi, %rbx
    call lab_\variant\()_ed
    lea (%rbx, %rax), %rdi
    call lab_\variant\()_eu
    pop %rbx
    ret
.endm
FORWARD f_full lab_full_du
FORWARD f_strict lab_strict_du
FORWARD r_full lab_full_de
FORWARD r_strict lab_strict_de
AGAIN full
AGAIN strict

FUNCTION d q
    mov $10, %eax
    ret

/* The attacker's declared entry. */
FUNCTION u g
    cmpq $0, c_shared
    je 2f
    cmpq $0, u_state + ST_ATTACKED
    jne 1f
    movq $1, u_state + ST_ATTACKED
    mov u_state + ST_ORDER + ORDER_LIE, %rax
    test %rax, %rax
    jz 3f
    mov %rax, %gs:FLEXOS_WORDS_SP(LAB_U)
3:  mov u_state + ST_ORDER + ORDER_EAX, %rax
    mov u_state + ST_ORDER + ORDER_ECX, %rcx
    mov u_state + ST_ORDER + ORDER_EDX, %rdx
    .irp register, rbx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
    mov u_state + ST_ORDER + ORDER_FILL, %\register
    .endr
    mov u_state + ST_ORDER + ORDER_RSP, %rsp
    jmp *u_state + ST_ORDER + ORDER_TARGET
1:  xor %ecx, %ecx                     /* entered again: with whose rights? */
    rdpkru
    cmp u_state + ST_SCRATCH, %rax
    jne u_win
2:  lea 100(%rdi), %rax
    ret

/* What the attacker wants to run, with somebody else's rights. */
FUNCTION u win
    mov $LAB_WIN, %edi
    EXIT

/* ---- measuring: rdi = function, rsi = rounds; exits with ticks. Uses no
 * memory but the stack, so every domain can run it. */
FUNCTION c measure
    mov %rdi, %r12
    mov %rsi, %r13
    rdtsc
    shl $32, %rdx
    or %rdx, %rax
    mov %rax, %r14
1:  mov $7, %edi
    call *%r12
    dec %r13
    jnz 1b
    mov %rax, %r15
    rdtsc
    shl $32, %rdx
    or %rdx, %rax
    sub %r14, %rax
    mov %rax, %rdi
    cmp $8, %r15                       /* the function did run */
    je 2f
    ud2
2:  EXIT

/* As c_measure, of gates that copy what rdi points to. */
FUNCTION c measure_copy
    mov %rdi, %r12
    mov %rsi, %r13
    rdtsc
    shl $32, %rdx
    or %rdx, %rax
    mov %rax, %r14
1:  mov $c_state + 2048, %edi
    call *%r12
    dec %r13
    jnz 1b
    mov %rax, %r15
    rdtsc
    shl $32, %rdx
    or %rdx, %rax
    sub %r14, %rax
    mov %rax, %rdi
    cmp $c_state + 2049, %r15          /* not the copy's address */
    jne 2f
    ud2
2:  EXIT

.macro LEAF library
FUNCTION \library leaf
    lea 1(%rdi), %rax
    ret
.endm
LEAF d
LEAF e
LEAF m

/* ---- hygiene: fill everything, call, look at everything. */
.macro FILL base
    .set n, 1
    .irp register, eax, ebx, ecx, edx, esi, ebp, edi, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d
    mov $\base + n, %\register
    .set n, n + 1
    .endr
    vmovd %eax, %xmm0
    vpbroadcastd %xmm0, %ymm0
    .irp r, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    vmovaps %ymm0, %ymm\r
    .endr
.endm

.macro CAPTURE block
    .set n, ST_CAPTURE
    .irp register, rax, rbx, rcx, rdx, rsi, rbp, rdi, r8, r9, r10, r11, r12, r13, r14, r15
    mov %\register, \block + n
    .set n, n + 8
    .endr
    mov %rsp, \block + ST_CAPTURE + CAP_RSP
    pushfq
    popq \block + ST_CAPTURE + CAP_RFLAGS
    stmxcsr \block + ST_CAPTURE + CAP_MXCSR
    fnstcw \block + ST_CAPTURE + CAP_FCW
    .set n, ST_CAPTURE + CAP_YMM
    .irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    vmovups %ymm\r, \block + n
    .set n, n + 32
    .endr
    fnsave \block + ST_CAPTURE + CAP_X87
.endm

/* rdi = gate, rsi = stack words that it takes. */
.macro HYGIENE library
FUNCTION \library hygiene
    mov %rdi, \library\()_state + ST_SCRATCH
    test $1, %esi
    jz 1f
    push %rax                          /* alignment */
1:  test %esi, %esi
    jz 2f
    lea PATTERN_WORD - 1(%rsi), %eax
    movabs $PATTERN_C, %rdx
    or %rdx, %rax
    push %rax
    dec %esi
    jmp 1b
2:  movq $FCW_C, \library\()_state + ST_SCRATCH + 8
    fninit
    fldcw \library\()_state + ST_SCRATCH + 8
    fildll c_pattern
    fildll c_pattern
    movl $MXCSR_C, \library\()_state + ST_SCRATCH + 8
    ldmxcsr \library\()_state + ST_SCRATCH + 8
    FILL PATTERN_C
    std
    call *\library\()_state + ST_SCRATCH
    CAPTURE \library\()_state
    cld
    xor %edi, %edi
    EXIT
.endm
HYGIENE c
HYGIENE l
.section .rodata.fx.c.pattern, "a", @progbits
.balign 8
c_pattern: .quad PATTERN_C + 0xfeed
d_pattern: .quad PATTERN_D + 0xfeed

.macro PROBE library
FUNCTION \library probe
    CAPTURE \library\()_state
    cld
    lea 8(%rsp), %rsi
    mov $\library\()_state + ST_CAPTURE + CAP_WORDS, %edi
    mov $CAP_WORD_COUNT, %ecx
    rep movsq
    fninit
    movq $FCW_D, \library\()_state + ST_SCRATCH
    fldcw \library\()_state + ST_SCRATCH
    fildll d_pattern
    movl $MXCSR_D, \library\()_state + ST_SCRATCH
    ldmxcsr \library\()_state + ST_SCRATCH
    .irp register, rbx, rbp, r12, r13, r14, r15
    push %\register
    .endr
    FILL PATTERN_D
    .irp register, r15, r14, r13, r12, rbp, rbx
    pop %\register                     /* by the ABI; the gate does not rely on it */
    .endr
    mov $PATTERN_D + 0xff, %ebx
    std
    ret
.endm
PROBE d
PROBE e
PROBE m

/* A long double comes back: 3. */
FUNCTION e three
    fninit
    fld1
    fld1
    fld1
    faddp
    faddp
    ret

FUNCTION c x87
    fninit
    call *%rdi
    fistpll c_state + ST_RESULT
    xor %edi, %edi
    EXIT

/* Calls rdi and exits with what it returns: entry thunks. */
.macro CALLER library
FUNCTION \library caller
    mov %rdi, %rbx
    mov $41, %edi
    call *%rbx
    mov %rax, %rdi
    EXIT
.endm
CALLER c
CALLER d
CALLER u

.section .note.GNU-stack, "", @progbits
