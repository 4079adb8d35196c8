/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths. A symbolic link is followed by putting its target before what is
 * left of the path, so the walk itself is one loop. */
#include "vfs.h"
#include <errno.h>

#define LINKS_MAX 40 /* as Linux, path_resolution(7) */

/* Copies a text with its end; -ENAMETOOLONG. */
static int copy(char *to, const char *from)
{
    for (size_t n = 0; n < UK_PATH_MAX; n++) {
        to[n] = from[n];
        if (!from[n])
            return 0;
    }
    return -ENAMETOOLONG;
}

/* Bytes up to where the text is (not) slashes. */
static size_t span(const char *text, int of_slashes)
{
    size_t n = 0;

    while (text[n] && (text[n] == '/') == of_slashes)
        n++;
    return n;
}

/* Where a walk begins, held. */
static int start(struct place *at, int dirfd, const char *path)
{
    if (!vfs_has_root())
        return -ENOENT;
    if (path[0] == '/') {
        *at = vfs_root();
    } else if (dirfd == UK_AT_FDCWD) {
        *at = vfs_current();
    } else {
        struct file *file = vfs_get(dirfd);
        if (!file)
            return -EBADF;
        *at = file->place;
        int is_directory = !file->ops && at->type == UK_S_IFDIR;
        if (is_directory)
            vfs_hold(*at);
        vfs_put(file);
        return is_directory ? 0 : -ENOTDIR;
    }
    vfs_hold(*at);
    return 0;
}

/* The entry of a directory, held. */
static int look_up(struct place directory, const char *name, size_t length,
                   struct place *out)
{
    if (directory.type != UK_S_IFDIR)
        return -ENOTDIR;
    *out = directory;
    long node =
        vfs_ops(directory)->lookup(directory.node, name, length, &out->type);
    if (node < 0)
        return (int)node;
    out->node = (uint64_t)node;
    vfs_enter_mount(out);
    return 0;
}

static int go_up(struct place *at)
{
    struct place up;

    if (!vfs_leave_mount(at))
        return 0;
    int error = look_up(*at, "..", 2, &up);
    if (error)
        return error;
    vfs_release(*at);
    *at = up;
    return 0;
}

/* The new rest of the path: the link's target, then what was left, which is
 * nothing or begins with a slash. */
static int read_link(struct place link, char *rest, const char *left)
{
    char target[UK_PATH_MAX];
    size_t left_bytes = 1;

    while (left[left_bytes - 1])
        left_bytes++;
    if (!vfs_ops(link)->readlink)
        return -ELOOP;
    long length =
        vfs_sane(vfs_ops(link)->readlink(link.node, target, sizeof(target)),
                 sizeof(target));
    if (length <= 0)
        return length ? (int)length : -ENOENT;
    if ((size_t)length + left_bytes > UK_PATH_MAX)
        return -ENAMETOOLONG;
    __builtin_memmove(rest + length, left, left_bytes);
    __builtin_memcpy(rest, target, (size_t)length);
    return 0;
}

/* What step returns besides errors. */
enum { DONE, ON, AGAIN /* from the start of walk->rest */ };

static int follow(struct walk *walk, struct place link, const char *left,
                  int *links)
{
    int error =
        ++*links > LINKS_MAX ? -ELOOP : read_link(link, walk->rest, left);

    vfs_release(link);
    if (error)
        return error;
    if (walk->rest[0] == '/') {
        vfs_release(walk->at);
        walk->at = vfs_root();
        vfs_hold(walk->at);
    }
    return AGAIN;
}

/* Takes the last name found; `left` is behind it. */
static int step(struct walk *walk, const char *left, unsigned how, int *links)
{
    const char *name = walk->name;
    size_t length = walk->length;
    int is_last = !left[span(left, 1)];
    struct place next;

    if (length > UK_NAME_MAX)
        return -ENAMETOOLONG;
    if (walk->at.type != UK_S_IFDIR)
        return -ENOTDIR;
    walk->length = 0;
    if (length == 1 && name[0] == '.')
        return ON;
    if (length == 2 && name[0] == '.' && name[1] == '.') {
        int error = go_up(&walk->at);
        return error ? error : ON;
    }
    if (is_last && how & WALK_PARENT) {
        walk->length = length;
        return DONE;
    }
    int error = look_up(walk->at, name, length, &next);
    if (error)
        return error;
    if (next.type == UK_S_IFLNK &&
        (!is_last || how & WALK_FOLLOW || *left == '/'))
        return follow(walk, next, left, links);
    vfs_release(walk->at);
    walk->at = next;
    return ON;
}

int vfs_walk(struct walk *walk, int dirfd, const char *path, unsigned how)
{
    int links = 0;
    int result = path ? copy(walk->rest, path) : -EFAULT;

    if (result)
        return result;
    if (!*path)
        return -ENOENT;
    result = start(&walk->at, dirfd, path);
    if (result)
        return result;
    const char *at = walk->rest;
    do {
        walk->name = at + span(at, 1);
        walk->length = span(walk->name, 0);
        walk->trailing_slash = walk->name != at;
        if (!walk->length)
            break;
        at = walk->name + walk->length;
        result = step(walk, at, how, &links);
        if (result == AGAIN)
            at = walk->rest;
    } while (result > 0);
    if (result == DONE)
        walk->trailing_slash = *at == '/';
    if (result >= 0 && walk->trailing_slash && !walk->length &&
        walk->at.type != UK_S_IFDIR)
        result = -ENOTDIR;
    if (result < 0)
        vfs_release(walk->at);
    return result < 0 ? result : 0;
}
