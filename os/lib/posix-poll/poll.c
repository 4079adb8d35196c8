/* SPDX-License-Identifier: BSD-3-Clause */
/* poll, and what select makes of it. Callers that wait do so on one channel,
 * and look again when anything happened to a file that one of them watches. */
#include "poll.h"
#include "deadline.h"
#include "epoll.h"
#include <errno.h>
#include <uk/assert.h>
#include <uk/sys_poll.h>

#define ALWAYS (UK_POLLERR | UK_POLLHUP)

void *malloc(size_t size);
void free(void *block);

static uint16_t watchers[UK_FILES_MAX]; /* calls that watch a file */

void poll_wake(int file)
{
    if (watchers[file])
        uk_wake((uint64_t)watchers, INT32_MAX);
}

/* Fills revents; how many are not 0. */
static int scan(struct uk_pollfd *fds, uint64_t count)
{
    int ready = 0;

    for (uint64_t i = 0; i < count; i++) {
        int file = uk_vfs_file_of(fds[i].fd);
        unsigned now =
            fds[i].fd < 0 ? 0
            : file < 0    ? UK_POLLNVAL
                       : uk_vfs_poll(file) & ((uint16_t)fds[i].events | ALWAYS);
        fds[i].revents = (int16_t)now;
        ready += now != 0;
    }
    return ready;
}

/* Waits for an event of any of the descriptors. Their files are held: other
 * threads may close the descriptors meanwhile. */
static int wait_any(const struct uk_pollfd *fds, uint64_t count, int *files,
                    uint64_t nanoseconds)
{
    for (uint64_t i = 0; i < count; i++) {
        files[i] = uk_vfs_file_of(fds[i].fd);
        UK_ASSERT(files[i] < UK_FILES_MAX);
        if (files[i] >= 0) {
            uk_vfs_file_hold(files[i]);
            watchers[files[i]]++;
        }
    }
    int result = uk_wait((uint64_t)watchers, nanoseconds);
    for (uint64_t i = 0; i < count; i++)
        if (files[i] >= 0) {
            watchers[files[i]]--;
            uk_vfs_file_drop(files[i]);
        }
    return result;
}

long poll_until(struct uk_pollfd *fds, uint64_t count, uint64_t nanoseconds)
{
    uint64_t deadline = deadline_after(nanoseconds);

    if (count > UK_FILES_MAX)
        return -EINVAL;
    if (!fds && count)
        return -EFAULT;
    int ready = scan(fds, count);
    if (ready || !nanoseconds) {
        uk_sched_yield();
        return scan(fds, count);
    }
    int *files = malloc((count ? count : 1) * sizeof(*files));
    if (!files)
        return -ENOMEM;
    while (!ready && until(deadline)) {
        wait_any(fds, count, files, until(deadline));
        ready = scan(fds, count);
    }
    free(files);
    return ready;
}

long uk_sys_poll(struct uk_pollfd *fds, uint64_t count, int timeout)
{
    return poll_until(fds, count, of_milliseconds(timeout));
}

long uk_sys_ppoll(struct uk_pollfd *fds, uint64_t count,
                  struct uk_timespec *timeout, const void *mask,
                  size_t mask_bytes)
{
    uint64_t nanoseconds;
    int error = timespec_nanoseconds(timeout, &nanoseconds);

    (void)mask;
    (void)mask_bytes;
    if (error)
        return error;
    uint64_t deadline = deadline_after(nanoseconds);
    long ready = poll_until(fds, count, nanoseconds);
    timespec_give_rest(timeout, deadline);
    return ready;
}
