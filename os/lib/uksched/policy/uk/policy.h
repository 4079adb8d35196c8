/* SPDX-License-Identifier: BSD-3-Clause */
/* Between uksched and its policy, which share a compartment. */
#ifndef UK_POLICY_H
#define UK_POLICY_H

/* The thread can run. It is not in the queue yet. */
void uk_policy_ready(int thread);
/* Takes the thread that runs next out of the queue; -1: there is none. */
int uk_policy_next(void);

#endif
