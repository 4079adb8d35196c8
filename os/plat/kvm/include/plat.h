/* SPDX-License-Identifier: BSD-3-Clause */
/* The seam between the trusted base and the virtual machine: console, the
 * control channel, the way out, time. Ring 0 only. */
#ifndef PLAT_H
#define PLAT_H

#include <stddef.h>
#include <stdint.h>

/* Console: 16550 at 0x3f8. */
void plat_console_write(const char *text, size_t length);

/* Control channel (docs/adr/0006): text for the host, one record a line. */
void plat_control_write(const char *text, size_t length);

/* Ends the virtual machine. */
_Noreturn void plat_stop(void);

/* Starts the local APIC, measures its timer and the TSC. Once, with the final
 * address space active. */
void plat_clock_init(void);

/* Nanoseconds since plat_clock_init, monotonic. */
uint64_t plat_time_ns(void);

/* Raises one timer interrupt at or before the deadline, a second from now at
 * the latest: the caller looks at the time and comes again. */
void plat_clock_arm(uint64_t deadline_ns);

/* Acknowledges an interrupt. */
void plat_irq_done(void);

#define PLAT_IRQ_BASE 32 /* vector of line 0 */
#define PLAT_IRQ_TIMER 0

#endif
