/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UIO_FILES_H
#define UIO_FILES_H

/* Where this compartment's secret is, as a number, and whether it is as it
 * was. */
unsigned long uio_files_place(void);
int uio_files_intact(void);

#endif
