/* SPDX-License-Identifier: BSD-3-Clause */
/* Ports to the host. A port write leaves the virtual machine, so it orders
 * everything before it. */
#include "plat.h"
#include <arch.h>

#define UART_DATA 0x3f8
#define UART_LINE_STATUS 0x3fd
#define LSR_TRANSMIT_EMPTY 0x20
#define CONTROL_PORT 0xe9 /* isa-debugcon */
#define EXIT_PORT 0xf4    /* isa-debug-exit */
#define KEYBOARD_PORT 0x64
#define KEYBOARD_RESET 0xfe
#define TRANSMIT_SPINS 100000

void plat_console_write(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned spins = 0;

        while (!(arch_inb(UART_LINE_STATUS) & LSR_TRANSMIT_EMPTY) &&
               spins++ < TRANSMIT_SPINS)
            ;
        arch_outb(UART_DATA, (uint8_t)text[i]);
    }
}

void plat_control_write(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        arch_outb(CONTROL_PORT, (uint8_t)text[i]);
}

_Noreturn void plat_stop(void)
{
    arch_outl(EXIT_PORT, 0);
    arch_outb(KEYBOARD_PORT, KEYBOARD_RESET); /* where there is no exit port */
    for (;;)
        __asm__ volatile("cli; hlt");
}
