/* SPDX-License-Identifier: BSD-3-Clause */
/* vfs.mount=9p:TAG:/path, as often as there are folders. */
#include "9pfs.h"
#include "nodes.h"
#include <errno.h>
#include <uk/assert.h>
#include <uk/libparam.h>
#include <uk/print.h>
#include <uk/vfs.h>

#define PARAMETER "vfs.mount=9p:"
#define TEXT_MAX 1200

/* The path behind the tag, which gets an end; NULL: there is none. */
static char *split(char *text)
{
    while (*text && *text != ':')
        text++;
    if (text[0] != ':' || text[1] != '/')
        return NULL;
    *text = 0;
    return text + 1;
}

/* Makes the folders of a path that are missing. */
static void make_folders(char *path)
{
    for (char *at = path + 1; *at; at++)
        if (*at == '/') {
            *at = 0;
            uk_vfs_mkdir(path, 0755);
            *at = '/';
        }
    uk_vfs_mkdir(path, 0755);
}

/* 0, or negative errno. */
static int mount(const char *tag, char *path)
{
    struct uk_9p_qid qid;
    long slot = node_new(0);

    if (slot < 0)
        return (int)slot;
    int session = uk_9p_attach(tag, path_fid((uint64_t)slot), &qid);
    if (session < 0) {
        node_drop((uint64_t)slot);
        return session;
    }
    node_at((uint64_t)slot)->session = session;
    long root = node_settle((uint64_t)slot, &qid);
    make_folders(path);
    return uk_vfs_mount(path, &ninepfs_ops, (uint64_t)root);
}

/* Called by vfscore, when the root is there. */
int uk_9pfs_boot(void)
{
    static int is_booted;
    char text[TEXT_MAX];

    if (is_booted)
        return -EBUSY;
    is_booted = 1;
    for (unsigned i = 0;
         uk_libparam_text(PARAMETER, i, text, sizeof(text)) >= 0; i++) {
        char *path = split(text);
        if (!path)
            UK_CRASH("9pfs: vfs.mount must be 9p:TAG:/path");
        int error = mount(text, path);
        if (error) {
            uk_printk("9pfs: the folder with tag %s cannot be mounted on %s: "
                      "error %d\n",
                      text, path, -error);
            UK_CRASH("9pfs: a folder of the host cannot be mounted");
        }
    }
    return 0;
}
