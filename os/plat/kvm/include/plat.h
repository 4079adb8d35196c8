/* SPDX-License-Identifier: BSD-3-Clause */
/* The seam between the trusted base and the virtual machine: console, the
 * control channel, the way out, time. Ring 0 only. */
#ifndef PLAT_H
#define PLAT_H

#include <arch.h>
#include <flexos/syscall.h>
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

/* What turns the time stamp counter into nanoseconds: struct flexos_events. */
uint64_t plat_tsc_start(void);
uint64_t plat_tsc_factor(void);

/* Nanoseconds since plat_clock_init, monotonic. */
uint64_t plat_time_ns(void);

/* Raises one timer interrupt at or before the deadline, a second from now at
 * the latest: the caller looks at the time and comes again. */
void plat_clock_arm(uint64_t deadline_ns);

/* Acknowledges an interrupt. */
void plat_irq_done(void);

#define PLAT_IRQ_BASE 32 /* vector of interrupt 0 */
#define PLAT_IRQ_TIMER 0
#define PLAT_IRQ_DEVICE 1 /* of device 0; those of others follow */

/* Makes an input of the I/O APIC raise an interrupt. */
void plat_irq_route(unsigned line, unsigned irq);

/* Finds the virtio devices on PCI's bus 0, and those that the machine names at
 * the end of the command line, whose words it cuts off. Handles are dense,
 * from 0. */
void plat_devices_init(char *command_line);
/* The handle of the index-th device of a type, or -ENODEV. */
long plat_device_find(unsigned type, unsigned index);
/* Once a device. 0, or -EIO. Of `features`, bits 0 to 23 are the type's. */
int plat_device_start(unsigned device, uint64_t features, unsigned queues);
uint64_t plat_device_features(unsigned device);
/* The value of 1, 2 or 4 aligned bytes, or -EINVAL. */
long plat_device_config(unsigned device, uint64_t offset, uint64_t width);
/* Acknowledges what the device raised. */
void plat_device_interrupt(unsigned device);

/* Virtqueues. NULL: the device has not so many. */
struct virtq;
struct virtq *plat_device_queue(unsigned device, unsigned queue);
unsigned plat_queue_size(const struct virtq *q);
struct arch_paddr plat_queue_used(const struct virtq *q);
/* Makes whole chains available: all of them, or none with -EINVAL, -EBUSY.
 * `buffers` are the descriptors' checked addresses. */
long plat_queue_submit(struct virtq *q, const struct flexos_dma *list,
                       const struct arch_paddr *buffers, unsigned count);
/* An interrupt at the first completion after `seen`; 1: that was before. */
int plat_queue_arm(struct virtq *q, uint16_t seen);
/* None until it is armed. */
void plat_queue_quiet(struct virtq *q);

#endif
