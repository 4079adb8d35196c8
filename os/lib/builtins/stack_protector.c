/* SPDX-License-Identifier: BSD-3-Clause */
/* Called where a function finds its canary changed; bound directly, so that
 * the report names that function's compartment, and passes where it was
 * called, so that it names the function. */
#include <flexos/syscall.h>

_Noreturn void __stack_chk_fail(void)
{
    static const char message[] = "stack smashing detected: a function wrote "
                                  "beyond a variable on its stack";

    flexos_syscall(FLEXOS_SYS_CRASH, (long)message, sizeof(message) - 1,
                   (long)__builtin_return_address(0));
    __builtin_trap();
}
