/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <flexos/entries.h>
#include <stddef.h>
#include <uk/netdev.h>

static struct uk_netdev devices[UK_NETDEV_MAX];
static struct uk_netdev_ops tables[UK_NETDEV_MAX]; /* checked */
static unsigned count;
static int is_probed;

/* A driver that an image may do without. */
void uk_virtio_net_probe(void) __attribute__((weak));

int uk_netdev_register(const struct uk_netdev *device)
{
    if (count == UK_NETDEV_MAX)
        return -ENOSPC;
    tables[count] = *device->ops;
    if (!flexos_are_entries(&tables[count], &tables[count] + 1))
        return -EINVAL;
    devices[count] = *device;
    devices[count].ops = &tables[count];
    count++;
    return 0;
}

unsigned uk_netdev_count(void)
{
    if (!is_probed) {
        is_probed = 1;
        if (uk_virtio_net_probe)
            uk_virtio_net_probe();
    }
    return count;
}

const struct uk_netdev *uk_netdev_get(unsigned index)
{
    return index < uk_netdev_count() ? &devices[index] : NULL;
}
