/* SPDX-License-Identifier: BSD-3-Clause */
int main(int argc, char **argv);

void ukboot_entry(void)
{
    long status = main(0, (char **)0);

    __asm__ volatile("syscall" : "+a"(status) : "D"(status) : "rcx", "r11", "memory");
    for (;;)
        ;
}
