/* SPDX-License-Identifier: BSD-3-Clause */
/* Files and descriptors. A descriptor is a slot that names a file; a file
 * lives while descriptors or calls under way use it. */
#include "vfs.h"
#include <errno.h>
#include <flexos/layout.h>
#include <uk/sched.h>

#define CONSOLE_FILES 3
#define WORD_BITS 64
/* Who waits for a file waits on a channel that is a number: its address would
 * tell the scheduler where files lie, and make entries of their functions. */
#define CHANNEL(number) (FLEXOS_USER_TOP + 0x30000 + (uint64_t)(number))

/* All zero at first, so that the image holds none of these tables. */
static struct file files[UK_FILES_MAX];
static uint64_t limits[UK_FILES_MAX][2]; /* to read, to write, in ns; 0: none */
static int next_file = 1; /* where the search for a free slot begins */

/* Files of descriptors, plus one; 0: closed. */
static uint16_t descriptors[UK_FILES_MAX];
static uint64_t in_use[UK_FILES_MAX / WORD_BITS];
static uint64_t close_on_exec[UK_FILES_MAX / WORD_BITS];

/* Of posix-poll, where an image has it. */
void uk_poll_event(int file, unsigned events) __attribute__((weak));
void uk_poll_closed(int file) __attribute__((weak));

/* The file of a number that another library gave, which may be elsewhere: NULL
 * when there is none. */
static struct file *given(int number)
{
    return number >= 0 && number < UK_FILES_MAX && files[number].users
               ? &files[number]
               : NULL;
}

void vfs_open_console(void)
{
    files[0] = (struct file){.ops = &vfs_console,
                             .flags = UK_O_RDWR,
                             .users = CONSOLE_FILES,
                             .is_installed = 1};
    for (int fd = 0; fd < CONSOLE_FILES; fd++)
        descriptors[fd] = 1;
    in_use[0] = (1u << CONSOLE_FILES) - 1;
}

int vfs_number(const struct file *file)
{
    return (int)(file - files);
}

static struct file *new_file(void)
{
    for (int n = 0; n < UK_FILES_MAX; n++) {
        struct file *file = &files[(next_file + n) % UK_FILES_MAX];

        if (file->users)
            continue;
        next_file = vfs_number(file) + 1;
        *file = (struct file){.users = 1};
        limits[vfs_number(file)][0] = limits[vfs_number(file)][1] = 0;
        return file;
    }
    return NULL;
}

int uk_vfs_file_new(const struct uk_file_ops *ops, int object, int flags)
{
    const struct uk_file_ops *table = vfs_table(ops);

    if (!table)
        return -EINVAL;
    struct file *file = new_file();
    if (!file)
        return -ENFILE;
    file->ops = table;
    file->object = object;
    file->flags = flags & (UK_O_ACCMODE | UK_O_NONBLOCK);
    return vfs_number(file);
}

struct file *vfs_file_of_place(struct place place, int flags)
{
    struct file *file = new_file();

    if (file) {
        file->place = place;
        file->flags = flags & ~(UK_O_CREAT | UK_O_EXCL | UK_O_NOCTTY |
                                UK_O_TRUNC | UK_O_CLOEXEC);
    }
    return file;
}

static int lowest_free(int from)
{
    for (int word = from / WORD_BITS; word < UK_FILES_MAX / WORD_BITS; word++) {
        uint64_t taken = in_use[word];

        if (word == from / WORD_BITS)
            taken |= ((uint64_t)1 << from % WORD_BITS) - 1;
        if (~taken)
            return word * WORD_BITS + __builtin_ctzll(~taken);
    }
    return -EMFILE;
}

static void assign(int fd, struct file *file, int flags)
{
    file->is_installed = 1;
    descriptors[fd] = (uint16_t)(vfs_number(file) + 1);
    in_use[fd / WORD_BITS] |= (uint64_t)1 << fd % WORD_BITS;
    vfs_set_close_on_exec(fd, flags & UK_O_CLOEXEC);
}

int vfs_descriptor_for(struct file *file, int lowest, int flags)
{
    int fd = lowest_free(lowest);

    if (fd >= 0)
        assign(fd, file, flags);
    return fd;
}

int vfs_replace(struct file *file, int fd, int flags)
{
    if (fd < 0 || fd >= UK_FILES_MAX)
        return -EBADF;
    vfs_close(fd);
    assign(fd, file, flags);
    return fd;
}

int uk_vfs_file_install(int number, int flags)
{
    struct file *file = given(number);

    if (!file || file->is_installed)
        return -EBADF;
    int fd = vfs_descriptor_for(file, 0, flags);
    if (fd < 0)
        uk_vfs_file_forget(number);
    return fd;
}

/* Who holds it still finds a file that can do nothing. */
void uk_vfs_file_forget(int number)
{
    static const struct uk_file_ops nothing = {0};
    struct file *file = given(number);

    if (!file || file->is_installed)
        return;
    file->ops = &nothing;
    vfs_put(file);
}

struct file *vfs_get(int fd)
{
    if (fd < 0 || fd >= UK_FILES_MAX || !descriptors[fd])
        return NULL;
    struct file *file = &files[descriptors[fd] - 1];
    file->users++;
    return file;
}

void vfs_put(struct file *file)
{
    if (--file->users)
        return;
    struct file last = *file;
    /* Nobody finds it any more, but the number is not given away yet. */
    file->users = 1;
    if (uk_poll_closed)
        uk_poll_closed(vfs_number(file));
    if (!last.ops)
        vfs_release(last.place);
    else if (last.ops->close)
        last.ops->close(last.object);
    *file = (struct file){0};
}

int vfs_close(int fd)
{
    if (fd < 0 || fd >= UK_FILES_MAX || !descriptors[fd])
        return -EBADF;
    struct file *file = &files[descriptors[fd] - 1];
    descriptors[fd] = 0;
    in_use[fd / WORD_BITS] &= ~((uint64_t)1 << fd % WORD_BITS);
    vfs_put(file);
    return 0;
}

int vfs_is_close_on_exec(int fd)
{
    return close_on_exec[fd / WORD_BITS] >> fd % WORD_BITS & 1;
}

void vfs_set_close_on_exec(int fd, int on)
{
    uint64_t bit = (uint64_t)1 << fd % WORD_BITS;

    if (on)
        close_on_exec[fd / WORD_BITS] |= bit;
    else
        close_on_exec[fd / WORD_BITS] &= ~bit;
}

int uk_vfs_file_of(int fd)
{
    return fd < 0 || fd >= UK_FILES_MAX || !descriptors[fd]
               ? -EBADF
               : descriptors[fd] - 1;
}

int uk_vfs_file_object(int fd, const struct uk_file_ops *ops)
{
    int number = uk_vfs_file_of(fd);

    if (number < 0)
        return number;
    const struct uk_file_ops *table = vfs_known_table(ops);

    return table && files[number].ops == table ? files[number].object : -EINVAL;
}

int uk_vfs_file_flags(int number)
{
    return number < 0 || number >= UK_FILES_MAX || !files[number].users
               ? -EBADF
               : files[number].flags;
}

uint64_t uk_vfs_file_timeout(int number, int of_write)
{
    uint64_t limit = given(number) ? limits[number][of_write != 0] : 0;

    return limit ? limit : UK_FOREVER;
}

void uk_vfs_file_set_timeout(int number, int of_write, uint64_t nanoseconds)
{
    if (given(number))
        limits[number][of_write != 0] =
            nanoseconds == UK_FOREVER ? 0 : nanoseconds;
}

void uk_vfs_file_hold(int number)
{
    struct file *file = given(number);

    if (!file || file->users == UINT32_MAX)
        return;
    file->users++;
    file->holds++;
}

/* Never what a descriptor or a call under way holds. */
void uk_vfs_file_drop(int number)
{
    struct file *file = given(number);

    if (!file || !file->holds)
        return;
    file->holds--;
    vfs_put(file);
}

int uk_vfs_can_wait(int number)
{
    const struct file *file = given(number);

    return file && file->ops;
}

unsigned uk_vfs_poll(int number)
{
    const struct file *file = given(number);

    if (!file)
        return UK_POLLNVAL;
    if (!file->ops)
        return UK_POLLIN | UK_POLLOUT | UK_POLLRDNORM | UK_POLLWRNORM;
    return file->ops->poll ? file->ops->poll(file->object) : 0;
}

void uk_vfs_event(int number, unsigned events)
{
    /* The owner may be late, or wrong: the number is checked, not asserted. */
    if (number < 0 || number >= UK_FILES_MAX || !files[number].users)
        return;
    if (files[number].waiters)
        uk_wake(CHANNEL(number), (int)files[number].waiters);
    if (uk_poll_event)
        uk_poll_event(number, events);
}

int uk_vfs_wait(int number, uint64_t nanoseconds)
{
    struct file *file = given(number);

    if (!file)
        return -EBADF;
    file->users++; /* or the slot might be another's when the wait is over */
    file->waiters++;
    int result = uk_wait(CHANNEL(number), nanoseconds);
    file->waiters--;
    vfs_put(file);
    /* A scheduler in another compartment could say anything. */
    return result == -ETIMEDOUT || result == -EINTR ? result : 0;
}
