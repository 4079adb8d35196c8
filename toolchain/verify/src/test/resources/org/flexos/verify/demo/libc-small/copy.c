/* SPDX-License-Identifier: BSD-3-Clause */
typedef unsigned long size_t;

static void words(char *to, const char *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((volatile char *)to)[i] = from[i];
}

void *memcpy(void *to, const void *from, size_t n)
{
    words(to, from, n);
    return to;
}
