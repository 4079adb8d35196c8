/* SPDX-License-Identifier: BSD-3-Clause */
/* Without arguments: asks QEMU's gateway for its hardware address (RFC 826),
 * 100 times, and prints it. With one: does what a compromised driver would. */
#include <errno.h>
#include <flexos/events.h>
#include <flexos/syscall.h>
#include <netdev_victim.h>
#include <stddef.h>
#include <uk/netdev.h>
#include <uk/print.h>
#include <uk/sched.h>

#define ROUNDS 100
#define SECOND 1000000000UL
#define VIRTIO_NET 1
#define VIRTIO_BALLOON 5
#define HANDLE 0 /* of the only device */

static int is_answer(const struct uk_netdev_frame *frame)
{
    return frame->length >= ARP_LENGTH && frame->data[12] == 0x08 &&
           frame->data[13] == 0x06 && frame->data[21] == 2;
}

/* Waits for the answer; 0: it did not come. */
static int answer(const struct uk_netdev *card, uint8_t *mac)
{
    struct uk_netdev_frame frame;

    for (;;) {
        while (card->ops->receive(card->unit, &frame, 1)) {
            int found = is_answer(&frame);
            for (unsigned i = 0; found && i < 6; i++)
                mac[i] = frame.data[ARP_SENDER + i];
            card->ops->release(card->unit, frame.buffer);
            if (found)
                return 1;
        }
        if (!card->ops->arm(card->unit) && uk_wait(card->channel, 5 * SECOND))
            return 0;
    }
}

/* A card whose functions the stack would call: none is an entry. */
static int is_refused(void)
{
    static const uint8_t code[] = {0xc3};
    struct uk_netdev_ops ops = {0};
    struct uk_netdev card = {.ops = &ops};
    const uint8_t *function = code;

    __builtin_memcpy(&ops.flush, &function, sizeof(function));
    return uk_netdev_register(&card) == -EINVAL;
}

static int ask(void)
{
    const struct uk_netdev *card = uk_netdev_get(0);
    uint8_t mac[6];

    if (!is_refused()) {
        uk_printk("FAIL: a card with functions that are no entries\n");
        return 1;
    }
    if (!card) {
        uk_printk("netdev: no card\n");
        return 1;
    }
    for (int i = 0; i < ROUNDS; i++) {
        struct uk_netdev_frame frame;

        if (card->ops->prepare(card->unit, &frame)) {
            uk_printk("FAIL: no buffer in round %d\n", i);
            return 1;
        }
        write_request(frame.data, card->mac);
        frame.length = ARP_LENGTH;
        card->ops->transmit(card->unit, &frame);
        if (!answer(card, mac)) {
            uk_printk("FAIL: no answer in round %d\n", i);
            return 1;
        }
    }
    uk_printk("netdev: gateway %02x:%02x:%02x:%02x:%02x:%02x\n", mac[0], mac[1],
              mac[2], mac[3], mac[4], mac[5]);
    return 0;
}

static int submit(uint64_t address, uint32_t length, uint16_t slot)
{
    struct flexos_dma dma = {address, length, slot, 0};
    long result = flexos_syscall(FLEXOS_SYS_DEVICE_SUBMIT, HANDLE | 1 << 8,
                                 (long)&dma, 1);

    uk_printk("submit: %ld\n", result);
    return (int)result;
}

/* Another compartment's memory goes out by the card: the gateway's answer
 * shows that it was read. */
static int send_foreign(void)
{
    const struct uk_netdev *card = uk_netdev_get(0);
    uint64_t mac = 0;
    uint8_t gateway[6];

    for (unsigned i = 0; i < 6; i++)
        mac |= (uint64_t)card->mac[i] << 8 * i;
    submit(netdev_victim_frame(mac), VIRTIO_HEADER + ARP_LENGTH, 0);
    if (answer(card, gateway))
        uk_printk("SUCCEEDED: the card sent another compartment's memory\n");
    return 0;
}

/* A balloon is told in a buffer of the pool which frames the host may have. */
static int inflate(uint32_t *numbers)
{
    struct flexos_dma dma = {(uint64_t)numbers, sizeof(*numbers), 0, 0};
    long handle = flexos_syscall(FLEXOS_SYS_DEVICE_OPEN, VIRTIO_BALLOON, 0, 2);

    uk_printk("open: %ld\n", handle);
    if (handle < 0)
        return 0;
    numbers[0] = (uint32_t)(netdev_victim_page() >> 12);
    flexos_syscall(FLEXOS_SYS_DEVICE_SUBMIT, handle, (long)&dma, 1);
    uk_wait(0, SECOND);
    if (!netdev_victim_has_page())
        uk_printk("SUCCEEDED: another compartment's memory is gone\n");
    return 0;
}

/* Each of these must end the run, or be refused with an error. */
static int attack(const char *how)
{
    uk_netdev_count();
    uint64_t pool = (uint64_t)flexos_syscall(FLEXOS_SYS_DMA_POOL, 4096, 0, 0);

    switch (how[0]) {
    case 'i': /* image: another compartment's data, or text */
        return submit(FLEXOS_IMAGE_BASE, 64, 0);
    case 'f': /* frame in another compartment's memory */
        return send_foreign();
    case 'e': /* end: one byte behind the pool */
        return submit(pool, 4097, 0);
    case 'w': /* wrap: address and length overflow */
        return submit(pool + 4095, UINT32_MAX, 0);
    case 'b': /* balloon */
        return inflate((uint32_t *)pool);
    case 'p': /* pool of another domain */
        return submit(FLEXOS_DMA_BASE + 13UL * FLEXOS_DMA_SLOT, 64, 0);
    case 's': /* slot that the device has, and one that there is not */
        submit(pool, 64, 4095);
        return flexos_syscall(FLEXOS_SYS_DEVICE_OPEN, VIRTIO_NET, 0, 2) == -16
                   ? submit(pool, 64, 0) != 1
                   : 2;
    default: /* kernel addresses */
        return submit(FLEXOS_DIRECT_MAP + 0x100000, 64, 0);
    }
}

int main(int argc, char **argv)
{
    return argc > 1 ? attack(argv[1]) : ask();
}
