/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP includes it; nothing of it is used. */
