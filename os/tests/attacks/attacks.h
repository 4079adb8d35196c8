/* SPDX-License-Identifier: BSD-3-Clause */
/* What the honest application offers to others. */
#ifndef ATTACKS_H
#define ATTACKS_H

/* Calls a function of whoever asks, as event loops do. */
void home_callback(void (*function)(void));
#endif
