/* SPDX-License-Identifier: BSD-3-Clause */
.globl fast
.type fast, @function
fast:
    call 1f
    ret
1:  xor %eax, %eax
    ret
