/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FAULT_TARGET_H
#define FAULT_TARGET_H

extern int fault_secret;
int fault_target_value(void);
/* Reads *p, which belongs to the caller. */
int fault_target_read(const int *p);

#endif
