# One instruction of each form that the decoder tells apart, and its neighbours.
.text
add %al, (%rax)
add %eax, 8(%rbp)
add (%rsp), %al
add 0x12345678(%rsp), %eax
add $1, %al
add $0x12345678, %eax
add $0x1234, %ax
add $0x12345678, %rax
or %r8b, (%r12)
or %r8, (%r13)
or (%r8,%r9,4), %r10
xor 0x12345678(,%rcx,8), %eax
xor 0x1234567(%rip), %eax
xor 0x12345678, %eax
sub %gs:0x1000, %rsp
cmp %fs:(%rax), %ebx
cmp %gs:(%r11d), %r10
push %rax
push %r15
push $1
push $0x12345678
pushw $0x1234
pushq (%rax)
pop %rbx
popq 16(%rsp)
pushfq
popfq
movslq %eax, %rcx
imul $3, %eax, %ecx
imul $0x12345678, (%rax), %ecx
imul $0x1234, %ax, %cx
imul %ecx, %eax
insb
insl
outsb
outsl
1: jo 1b
jmp 1b
call 1b
jne 2f
loop 1b
jrcxz 1b
jmp 0x12345678
jne 0x12345678
2: addb $1, (%rax)
addl $0x12345678, (%rax)
addw $0x1234, (%rax)
addq $0x12345678, 4(%rip)
addl $1, (%rax)
test %al, %al
xchg %eax, (%rcx)
mov %al, (%rdi)
mov (%rdi), %r9
movabs $0x1122334455667788, %rax
mov $0x12345678, %eax
mov $0x1234, %ax
mov $1, %r9b
mov %ds, %eax
mov %eax, %ds
lea 1(%rax,%rbx), %rcx
nop
pause
xchg %rax, %r8
cwtl
cqto
fwait
lahf
sahf
movabs 0x1122334455667788, %eax
movabs %al, 0x1122334455667788
addr32 movabs 0x11223344, %eax
movsb
rep movsq
repne scasb
test $1, %al
test $0x12345678, %eax
stosb
rep stosl
lodsq
shl $3, %eax
shl %eax
shll %cl, (%rax)
ret
ret $8
movb $1, (%rax)
movl $0x12345678, 8(%rax)
movw $0x1234, 8(%rax)
movq $1, 0x1000(%rax)
enter $16, $1
leave
lret
lret $4
int3
int $0x80
iretq
fld1
flds (%rax)
fldt -16(%rsp)
fstpt 0x100(%rsp)
fnstcw (%rsp)
fxch
in $0x60, %al
out %eax, $0x60
in %dx, %al
out %eax, %dx
lock addl $1, (%rax)
lock cmpxchg %ecx, (%rdx)
hlt
cmc
testb $1, (%rax)
notb (%rax)
mulb %cl
testl $0x12345678, (%rax)
testw $0x1234, (%rax)
testq $0x12345678, (%rax)
negl (%rax)
divq %rcx
clc
cli
sti
cld
std
incb (%rax)
decl %eax
call *%rax
call *(%rax)
jmp *0x1000(,%rax,8)
pushq 4(%rip)
ljmpl *(%rax)
sldt %eax
ltr %ax
lgdt (%rax)
lidt 4(%rip)
invlpg (%rax)
swapgs
rdtscp
xgetbv
xsetbv
rdpkru
wrpkru
lar %ax, %eax
syscall
clts
sysretq
invd
wbinvd
ud2
prefetchw (%rax)
movups (%rax), %xmm0
movss %xmm0, (%rax)
movsd %xmm9, (%r10)
movaps %xmm1, %xmm2
prefetcht0 (%rax)
nopl 0(%rax,%rax)
endbr64
mov %cr0, %rax
mov %rax, %cr4
mov %db7, %rax
cvtsi2sd %rax, %xmm0
ucomisd %xmm0, %xmm1
wrmsr
rdtsc
rdmsr
rdpmc
sysenter
sysexit
pshufb %xmm1, %xmm2
pabsb (%rax), %mm0
crc32b %al, %ecx
movbe (%rax), %ecx
palignr $3, %xmm1, %xmm2
roundsd $1, (%rax), %xmm2
pcmpistri $1, %xmm0, %xmm1
aeskeygenassist $1, %xmm0, %xmm1
cmovne %eax, %ecx
sqrtsd %xmm0, %xmm1
punpcklbw %xmm0, %xmm1
movd %eax, %xmm0
movq %rax, %xmm0
pshufd $3, (%rax), %xmm0
psrlw $3, %xmm0
pslldq $3, %xmm0
emms
pcmpeqb %xmm0, %xmm1
movdqu %xmm0, 64(%rsp)
sete %al
push %fs
pop %gs
cpuid
bt %eax, (%rcx)
shld $3, %eax, %ecx
shld %cl, %eax, %ecx
fxsave (%rax)
xrstor 0x1000
ldmxcsr 4(%rsp)
lfence
clflush (%rax)
rdfsbase %rax
wrgsbase %rax
imul 8(%rax), %ecx
lss (%rax), %ecx
movzbl (%rax), %ecx
movswl %ax, %ecx
popcnt %eax, %ecx
btl $3, (%rax)
bsf %eax, %ecx
tzcnt %rax, %rcx
xadd %eax, (%rcx)
cmpsd $1, %xmm0, %xmm1
movnti %eax, (%rcx)
pinsrw $1, %eax, %xmm0
pextrw $1, %xmm0, %eax
shufps $1, (%rax), %xmm1
cmpxchg16b (%rax)
rdrand %eax
xrstors (%rax)
bswap %r9
paddq %xmm0, %xmm1
movntdq %xmm0, (%rax)
vzeroall
vzeroupper
vpxor %xmm15, %xmm15, %xmm15
vmovdqu 0x100(%rsp), %ymm8
vmovdqu %ymm8, (%rsp)
vmovq 8(%rsp), %xmm9
vpshufd $1, %ymm0, %ymm1
vcmppd $1, (%rax), %ymm0, %ymm1
vpsrlw $3, %ymm0, %ymm1
vpermq $1, %ymm0, %ymm1
vfmadd213sd 4(%rip), %xmm1, %xmm2
vextracti128 $1, %ymm9, (%rax)
vpinsrw $1, (%rax), %xmm0, %xmm1
vaddps %zmm0, %zmm1, %zmm2
vaddps 64(%rax), %zmm1, %zmm2
vpternlogd $0x96, %zmm0, %zmm1, %zmm2
vpcmpub $1, %zmm0, %zmm1, %k1
vpsrlw $3, %zmm0, %zmm1
vpermi2b (%rax,%rcx,4), %zmm1, %zmm2
vaddph %zmm0, %zmm1, %zmm2
andn %eax, %ebx, %ecx
bextr %eax, (%rbx), %ecx
rorx $3, %rax, %rcx
kmovq %k1, %rax
kandw %k1, %k2, %k3
ud1 (%rax), %ecx
nopw %cs:0(%rax,%rax)
.byte 0x66, 0x66, 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0
.byte 0x48, 0x0f, 0x05
.byte 0xf3, 0x48, 0x0f, 0xae, 0xd8
nop
