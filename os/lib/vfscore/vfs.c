/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <uk/print.h>
#include <uk/vfs.h>

#define FILES_MAX 256
#define CONSOLE_FILES 3

enum kind { CLOSED, CONSOLE, ON_DISK };

struct file {
    enum kind kind;
    int flags;
    uint64_t node;
    uint64_t offset; /* of a directory: index of the next entry */
};

static struct file files[FILES_MAX] = {
    {CONSOLE, UK_O_RDONLY, 0, 0},
    {CONSOLE, UK_O_WRONLY, 0, 0},
    {CONSOLE, UK_O_WRONLY, 0, 0},
};

static const struct uk_fs_ops *fs;
static uint64_t root;

/* What the root file system needs before the first call; see ramfs. */
int uk_ramfs_boot(void) __attribute__((weak));

int uk_vfs_mount_root(const struct uk_fs_ops *ops, uint64_t root_directory)
{
    fs = ops;
    root = root_directory;
    return 0;
}

/* Called by ukboot. */
int uk_vfs_boot(void)
{
#ifdef CONFIG_LIBVFSCORE_AUTOMOUNT_ROOTFS
    return uk_ramfs_boot ? uk_ramfs_boot() : 0;
#else
    return 0;
#endif
}

/* A path taken apart: the directory of its last name. */
struct place {
    uint64_t directory;
    const char *name; /* in `path`; empty for the root itself */
    size_t length;
    char path[UK_PATH_MAX];
};

static int is_dots(const char *name, size_t length)
{
    return length == 1 && name[0] == '.';
}

/* Walks to the last name. ".." is not supported by name but by the file
 * system, which knows its parents. */
static int walk(struct place *place, const char *path)
{
    size_t n = 0;

    if (!fs)
        return -ENOENT;
    while (path[n] && n < UK_PATH_MAX - 1) {
        place->path[n] = path[n];
        n++;
    }
    if (path[n])
        return -ENAMETOOLONG;
    if (!n)
        return -ENOENT;
    place->path[n] = 0;
    place->directory = root;
    place->length = 0;
    place->name = place->path + n;
    for (const char *at = place->path;;) {
        while (*at == '/')
            at++;
        if (!*at)
            return 0;
        const char *name = at;
        while (*at && *at != '/')
            at++;
        size_t length = (size_t)(at - name);
        if (is_dots(name, length))
            continue;
        if (length > UK_NAME_MAX)
            return -ENAMETOOLONG;
        if (place->length) {
            long next = fs->lookup(place->directory, place->name, place->length);
            if (next < 0)
                return (int)next;
            place->directory = (uint64_t)next;
        }
        place->name = name;
        place->length = length;
    }
}

/* The node of a path, or negative errno. */
static long find(struct place *place, const char *path)
{
    int error = walk(place, path);

    if (error)
        return error;
    return place->length
               ? fs->lookup(place->directory, place->name, place->length)
               : (long)place->directory;
}

static struct file *file_of(int fd)
{
    if (fd < 0 || fd >= FILES_MAX || files[fd].kind == CLOSED)
        return NULL;
    return &files[fd];
}

static int free_descriptor(void)
{
    for (int fd = 0; fd < FILES_MAX; fd++)
        if (files[fd].kind == CLOSED)
            return fd;
    return -EMFILE;
}

static int is_directory(uint64_t node)
{
    struct uk_stat stat;

    return !fs->stat(node, &stat) && (stat.mode & UK_S_IFMT) == UK_S_IFDIR;
}

static long open_node(const char *path, int flags, int mode)
{
    struct place place;
    long node = find(&place, path);
    int writes = (flags & UK_O_ACCMODE) != UK_O_RDONLY;

    if (node == -ENOENT && flags & UK_O_CREAT && place.length)
        return fs->create(place.directory, place.name, place.length,
                          UK_S_IFREG | ((uint32_t)mode & 07777));
    if (node < 0)
        return node;
    if (flags & UK_O_CREAT && flags & UK_O_EXCL)
        return -EEXIST;
    if (is_directory((uint64_t)node))
        return writes ? -EISDIR : node;
    if (flags & UK_O_DIRECTORY)
        return -ENOTDIR;
    if (writes && flags & UK_O_TRUNC) {
        int error = fs->truncate((uint64_t)node, 0);
        if (error)
            return error;
    }
    return node;
}

int uk_vfs_open(const char *path, int flags, int mode)
{
    int fd = free_descriptor();

    if (fd < 0)
        return fd;
    long node = open_node(path, flags, mode);
    if (node < 0)
        return (int)node;
    files[fd] = (struct file){ON_DISK, flags, (uint64_t)node, 0};
    return fd;
}

int uk_vfs_close(int fd)
{
    struct file *file = file_of(fd);

    if (!file)
        return -EBADF;
    file->kind = CLOSED;
    return 0;
}

long uk_vfs_read(int fd, void *buffer, size_t bytes)
{
    struct file *file = file_of(fd);

    if (!file || (file->flags & UK_O_ACCMODE) == UK_O_WRONLY)
        return -EBADF;
    if (file->kind == CONSOLE)
        return 0; /* the console gives no input: its end is reached */
    if (is_directory(file->node))
        return -EISDIR;
    long n = fs->read(file->node, file->offset, buffer, bytes);
    if (n > 0)
        file->offset += (uint64_t)n;
    return n;
}

long uk_vfs_write(int fd, const void *buffer, size_t bytes)
{
    struct file *file = file_of(fd);

    if (!file || (file->flags & UK_O_ACCMODE) == UK_O_RDONLY)
        return -EBADF;
    if (file->kind == CONSOLE)
        return uk_console_write(buffer, bytes);
    if (file->flags & UK_O_APPEND) {
        struct uk_stat stat;
        int error = fs->stat(file->node, &stat);
        if (error)
            return error;
        file->offset = stat.size;
    }
    long n = fs->write(file->node, file->offset, buffer, bytes);
    if (n > 0)
        file->offset += (uint64_t)n;
    return n;
}

static int stat_of(const struct file *file, struct uk_stat *out)
{
    if (file->kind == CONSOLE) {
        *out = (struct uk_stat){.mode = UK_S_IFCHR | 0600, .links = 1};
        return 0;
    }
    return fs->stat(file->node, out);
}

long uk_vfs_lseek(int fd, long offset, int whence)
{
    struct file *file = file_of(fd);
    struct uk_stat stat;
    long from = 0;

    if (!file)
        return -EBADF;
    if (file->kind == CONSOLE)
        return -ESPIPE;
    if (whence == 1) {
        from = (long)file->offset;
    } else if (whence == 2) {
        int error = stat_of(file, &stat);
        if (error)
            return error;
        from = (long)stat.size;
    } else if (whence != 0) {
        return -EINVAL;
    }
    if (__builtin_add_overflow(from, offset, &from) || from < 0)
        return -EINVAL;
    file->offset = (uint64_t)from;
    return from;
}

int uk_vfs_fstat(int fd, struct uk_stat *out)
{
    struct file *file = file_of(fd);

    return file ? stat_of(file, out) : -EBADF;
}

int uk_vfs_stat(const char *path, struct uk_stat *out)
{
    struct place place;
    long node = find(&place, path);

    return node < 0 ? (int)node : fs->stat((uint64_t)node, out);
}

int uk_vfs_ftruncate(int fd, long size)
{
    struct file *file = file_of(fd);

    if (!file || file->kind == CONSOLE ||
        (file->flags & UK_O_ACCMODE) == UK_O_RDONLY)
        return file ? -EINVAL : -EBADF;
    return size < 0 ? -EINVAL : fs->truncate(file->node, (uint64_t)size);
}

int uk_vfs_mkdir(const char *path, int mode)
{
    struct place place;
    long node = find(&place, path);

    if (node != -ENOENT)
        return node < 0 ? (int)node : -EEXIST;
    if (!place.length)
        return -ENOENT;
    node = fs->create(place.directory, place.name, place.length,
                      UK_S_IFDIR | ((uint32_t)mode & 07777));
    return node < 0 ? (int)node : 0;
}

static int remove_node(const char *path, int directory)
{
    struct place place;
    long node = find(&place, path);
    char name[UK_NAME_MAX + 1];

    if (node < 0)
        return (int)node;
    if (is_directory((uint64_t)node) != directory)
        return directory ? -ENOTDIR : -EISDIR;
    if (directory && fs->entry((uint64_t)node, 0, name, sizeof(name)) != 0)
        return -ENOTEMPTY;
    return place.length
               ? fs->remove(place.directory, place.name, place.length)
               : -EINVAL;
}

int uk_vfs_unlink(const char *path)
{
    return remove_node(path, 0);
}

int uk_vfs_rmdir(const char *path)
{
    return remove_node(path, 1);
}

int uk_vfs_rename(const char *from, const char *to)
{
    struct place source, target;
    long node = find(&source, from);

    if (node < 0)
        return (int)node;
    int error = walk(&target, to);
    if (error)
        return error;
    if (!source.length || !target.length)
        return -EINVAL;
    return fs->rename(source.directory, source.name, source.length,
                      target.directory, target.name, target.length);
}

long uk_vfs_readdir(int fd, char *name, size_t bytes)
{
    struct file *file = file_of(fd);

    if (!file || file->kind == CONSOLE || !is_directory(file->node))
        return file ? -ENOTDIR : -EBADF;
    long n = fs->entry(file->node, file->offset, name, bytes);
    if (n > 0)
        file->offset++;
    return n;
}
