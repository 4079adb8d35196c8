/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UIO_THIRD_H
#define UIO_THIRD_H

/* Where this compartment's secret is, as a number, and whether it is as it
 * was. */
unsigned long uio_third_place(void);
int uio_third_intact(void);

#endif
