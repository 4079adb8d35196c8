/* SPDX-License-Identifier: BSD-3-Clause */
/* Instructions per round trip beyond a plain call; exact under
 * -icount shift=0, meaningless otherwise. Lines "measure NAME=N". */
#include "lab.h"

#define ROUNDS 1000

extern const uint8_t c_measure[], d_leaf[], lab_light_1[], lab_light_4[];
extern const uint8_t lab_full_1[], lab_full_4[], lab_full_x87[];
extern const uint8_t lab_strict_1[], lab_strict_4[], lab_strict_x87[];
extern const uint8_t lab_entry[], c_measure_copy[];
extern const uint8_t lab_strict_in8[], lab_strict_in64[], lab_strict_in1024[];
extern const uint8_t lab_strict_out64[];

static uint64_t plain;

static uint64_t ticks_of(unsigned domain, const uint8_t *loop,
                         const uint8_t *function)
{
    lab_reset();
    lab_run(domain, loop, (uint64_t)function, ROUNDS);
    if (lab_end.vector != LAB_EXITED) {
        lab_put("measure failed at ");
        lab_put_hex(lab_end.rip);
        lab_field("vector", lab_end.vector);
        lab_put("\n");
        return 0;
    }
    return lab_end.status;
}

static uint64_t ticks(unsigned domain, const uint8_t *function)
{
    return ticks_of(domain, c_measure, function);
}

static void measure(const char *name, unsigned domain, const uint8_t *gate)
{
    lab_put("measure");
    lab_field(name, (ticks(domain, gate) - plain) / ROUNDS);
    lab_put("\n");
}

static void measure_copy(const char *name, const uint8_t *gate)
{
    lab_put("measure");
    lab_field(name, (ticks_of(LAB_C, c_measure_copy, gate) - plain) / ROUNDS);
    lab_put("\n");
}

void lab_measure(void)
{
    plain = ticks(LAB_C, d_leaf);
    measure("light", LAB_L, lab_light_1);
    measure("light-4-arguments", LAB_L, lab_light_4);
    measure("full", LAB_C, lab_full_1);
    measure("full-4-arguments", LAB_C, lab_full_4);
    measure("full-x87", LAB_C, lab_full_x87);
    measure("strict", LAB_C, lab_strict_1);
    measure("strict-4-arguments", LAB_C, lab_strict_4);
    measure("strict-x87", LAB_C, lab_strict_x87);
    measure_copy("copying-strict-in-8", lab_strict_in8);
    measure_copy("copying-strict-in-64", lab_strict_in64);
    measure_copy("copying-strict-in-1024", lab_strict_in1024);
    measure_copy("copying-strict-out-64", lab_strict_out64);
    measure("pointer-own-domain", LAB_D, lab_entry);
    measure("pointer-strict", LAB_C, lab_entry);
}
