/* SPDX-License-Identifier: BSD-3-Clause */
/* From the PVH start information to the first instruction in ring 3. */
#include <flexos/core.h>
#include <plat.h>

#define START_MAGIC 0x336ec578
#define MEMMAP_RAM 1
#define LOW_MEMORY 0x100000 /* firmware and boot structures */

/* Xen's public/arch-x86/hvm/start_info.h, version 1. */
struct start_info {
    uint32_t magic, version, flags, nr_modules;
    uint64_t modlist, cmdline, rsdp, memmap;
    uint32_t memmap_entries, reserved;
};
struct module {
    uint64_t paddr, size, cmdline, reserved;
};
struct memmap_entry {
    uint64_t addr, size;
    uint32_t type, reserved;
};

struct flexos_boot flexos_boot;

static void copy_command_line(const char *from)
{
    size_t i = 0;

    for (; from && from[i] && i < sizeof(flexos_boot.command_line) - 1; i++)
        flexos_boot.command_line[i] = from[i];
    flexos_boot.command_line[i] = 0;
}

/* Adds [start, end) without what boot still needs in it. */
static void add_ram(uint64_t start, uint64_t end)
{
    uint64_t image_end = flexos_image.image_end;
    uint64_t rd = flexos_boot.initrd.value;
    uint64_t rd_end = rd + flexos_boot.initrd_size;

    if (start < image_end)
        start = image_end;
    if (flexos_boot.initrd_size && rd < end && rd_end > start) {
        flexos_frames_add(start, rd < start ? start : rd);
        start = rd_end;
    }
    flexos_frames_add(start, end);
}

static void read_start_info(const struct start_info *info)
{
    const struct module *modules = (const void *)info->modlist;
    const struct memmap_entry *map = (const void *)info->memmap;

    if (info->magic != START_MAGIC || info->version < 1)
        flexos_boot_failed("boot: not started by PVH with a memory map");
    copy_command_line((const char *)info->cmdline);
    if (info->nr_modules) {
        flexos_boot.initrd.value = modules[0].paddr;
        flexos_boot.initrd_size = modules[0].size;
    }
    for (uint32_t i = 0; i < info->memmap_entries; i++) {
        uint64_t end = map[i].addr + map[i].size;

        if (map[i].type != MEMMAP_RAM || end <= LOW_MEMORY)
            continue;
        add_ram(map[i].addr < LOW_MEMORY ? LOW_MEMORY : map[i].addr, end);
        if (end > flexos_boot.ram_end)
            flexos_boot.ram_end = end;
    }
}

/* The value of "name=NUMBER" on the command line, before "--". */
static uint64_t number_option(const char *name)
{
    const char *at = flexos_boot.command_line;

    while (*at && !(at[0] == '-' && at[1] == '-')) {
        size_t n = 0;

        while (name[n] && at[n] == name[n])
            n++;
        if (!name[n] && at[n] == '=') {
            uint64_t value = 0;

            for (at += n + 1; *at >= '0' && *at <= '9'; at++)
                value = value * 10 + (uint64_t)(*at - '0');
            return value;
        }
        while (*at && *at != ' ')
            at++;
        while (*at == ' ')
            at++;
    }
    return 0;
}

static void fill_canaries(void)
{
    const struct flexos_canary *canary = (const void *)flexos_image.canaries;

    for (uint64_t i = 0; i < flexos_image.canary_count; i++)
        /* A zero first byte stops string functions from running over it. */
        *(uint64_t *)arch_at((struct arch_paddr){canary[i].address}) =
            arch_random() & ~0xffUL;
}

_Noreturn void flexos_main(uint64_t start_info)
{
    if (flexos_image.magic != FLEXOS_IMAGE_MAGIC)
        flexos_boot_failed("boot: the image tables are of another version");
    if (arch_cpu_init((int)flexos_image.uses_pku))
        flexos_boot_failed("boot: this CPU has no protection keys, which the "
                           "image needs; run it with QEMU's TCG (-cpu max) or "
                           "on a CPU with PKU, or build with --driver fcalls");
    read_start_info((const void *)start_info);
    arch_direct_map(flexos_boot.ram_end);
    arch_space_new();
    flexos_map_image();
    arch_space_activate();
    plat_clock_init();
    plat_devices_init(flexos_boot.command_line);
    fill_canaries();
    flexos_threads_init();
    flexos_events_init();
    flexos_copy_init();
    flexos_watchdog_init(number_option("flexos.watchdog"));
    flexos_boot_thread();
}
