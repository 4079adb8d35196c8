/* SPDX-License-Identifier: BSD-3-Clause */
/* Relative paths, dots, symbolic links, directories, names that move. */
#include "check.h"

#define MANY 2000
#define DIRENT_TYPE_LINK 10

static char entries[4096];

static int is_motd(const char *path)
{
    char text[64];
    long fd = uk_sys_open(path, UK_O_RDONLY, 0);
    long n = fd < 0 ? fd : uk_sys_read((int)fd, text, sizeof(text));

    if (fd >= 0)
        uk_sys_close((int)fd);
    return n == 26 && text[0] == 'f' && text[25] == '\n';
}

static int directory_is(const char *expected)
{
    char path[UK_PATH_MAX];
    long n = uk_sys_getcwd(path, sizeof(path));

    return n > 0 && !path[n - 1] && same(path, expected);
}

static void current_directory(void)
{
    check(directory_is("/"), "the first current directory is /");
    EXPECT(uk_sys_mkdir("/a", 0755), 0);
    EXPECT(uk_sys_mkdir("a/b/", 0755), 0);
    EXPECT(uk_sys_chdir("a/./b//../b"), 0);
    check(directory_is("/a/b"), "getcwd below the root");
    check(is_motd("../../etc/motd") && is_motd("../../../../etc/motd"),
          ".. above the root stays there");
    EXPECT(uk_sys_rename("/a", "/moved"), 0);
    check(directory_is("/moved/b"), "getcwd after a rename above");
    long fd = uk_sys_open("/etc", UK_O_RDONLY | UK_O_DIRECTORY, 0);
    long file = uk_sys_openat((int)fd, "motd", UK_O_RDONLY, 0);
    check(file >= 0, "openat from a directory");
    EXPECT(uk_sys_fchdir((int)fd), 0);
    check(is_motd("motd"), "fchdir");
    EXPECT(uk_sys_openat((int)file, "x", UK_O_RDONLY, 0), -ENOTDIR);
    uk_sys_close((int)file);
    uk_sys_close((int)fd);
    EXPECT(uk_sys_chdir("/"), 0);
    EXPECT(uk_sys_rmdir("/moved/b"), 0);
    EXPECT(uk_sys_rmdir("/moved"), 0);
}

static void symbolic_links(void)
{
    struct uk_linux_stat stat;
    char target[64] = "";

    check(is_motd("/links/relative"), "a relative link of the initial disk");
    check(is_motd("/links/folder/motd"), "a link to a folder on the way");
    EXPECT(uk_sys_open("/links/loop", UK_O_RDONLY, 0), -ELOOP);
    EXPECT(uk_sys_open("/links/dangling", UK_O_RDONLY, 0), -ENOENT);
    EXPECT(uk_sys_open("/links/relative", UK_O_NOFOLLOW, 0), -ELOOP);
    EXPECT(uk_sys_symlink("../etc/motd", "/links/mine"), 0);
    EXPECT(uk_sys_symlink("x", "/links/mine"), -EEXIST);
    check(is_motd("/links/mine"), "a link that was made");
    EXPECT(uk_sys_readlink("/links/mine", target, sizeof(target)), 11);
    check(same(target, "../etc/motd"), "readlink");
    EXPECT(uk_sys_readlink("/links/mine", target, 4), 4);
    EXPECT(uk_sys_readlink("/etc/motd", target, 4), -EINVAL);
    EXPECT(uk_sys_lstat("/links/mine", &stat), 0);
    check((stat.st_mode & UK_S_IFMT) == UK_S_IFLNK && stat.st_size == 11,
          "lstat of a link");
    EXPECT(uk_sys_stat("/links/mine", &stat), 0);
    check((stat.st_mode & UK_S_IFMT) == UK_S_IFREG && stat.st_size == 26,
          "stat follows a link");
    EXPECT(uk_sys_unlink("/links/mine"), 0);
    check(is_motd("/etc/motd"), "unlink takes the link, not its target");
}

/* Entries of a folder, every one passed to `each`; how many, or an error. */
static long list(int fd, int (*each)(const struct uk_dirent64 *entry))
{
    long count = 0, n;

    while ((n = uk_sys_getdents64(fd, entries, sizeof(entries))) > 0)
        for (long at = 0; at < n;) {
            const struct uk_dirent64 *entry = (void *)(entries + at);
            count += each(entry);
            at += entry->d_reclen;
        }
    return n ? n : count;
}

static int is_name(const struct uk_dirent64 *entry)
{
    return !same(entry->d_name, ".") && !same(entry->d_name, "..");
}

static int is_link(const struct uk_dirent64 *entry)
{
    return entry->d_type == DIRENT_TYPE_LINK;
}

static int any(const struct uk_dirent64 *entry)
{
    return entry->d_ino != 0;
}

static void name_of(char *name, int number)
{
    name[0] = 'f';
    for (int i = 4; i >= 1; i--, number /= 10)
        name[i] = (char)('0' + number % 10);
    name[5] = 0;
}

static int remove_it(const struct uk_dirent64 *entry)
{
    char path[64] = "/many/";

    if (!is_name(entry))
        return 0;
    for (int i = 0; (path[6 + i] = entry->d_name[i]); i++)
        ;
    return !uk_sys_unlink(path);
}

static void directories(void)
{
    char path[16] = "/many/";
    int made = 0;
    struct uk_linux_stat stat;

    EXPECT(uk_sys_mkdir("/many", 0700), 0);
    for (int i = 0; i < MANY; i++) {
        name_of(path + 6, i);
        long fd = uk_sys_open(path, UK_O_CREAT | UK_O_EXCL | UK_O_WRONLY, 0600);
        made += fd >= 0 && !uk_sys_close((int)fd);
    }
    check(made == MANY, "2,000 files in a folder");
    int fd = (int)uk_sys_open("/many", UK_O_RDONLY | UK_O_DIRECTORY, 0);
    check(list(fd, any) == MANY + 2, "getdents64 gives each entry once");
    EXPECT(uk_sys_lseek(fd, 0, UK_SEEK_SET), 0);
    check(list(fd, is_name) == MANY, "a listing from the start again");
    EXPECT(uk_sys_lseek(fd, 0, UK_SEEK_SET), 0);
    EXPECT(uk_sys_getdents64(fd, entries, 16), -EINVAL);
    EXPECT(uk_sys_rmdir("/many"), -ENOTEMPTY);
    check(list(fd, remove_it) == MANY, "files removed while they are listed");
    EXPECT(uk_sys_rmdir("/many"), 0);
    EXPECT(uk_sys_openat(fd, "new", UK_O_CREAT | UK_O_WRONLY, 0), -ENOENT);
    uk_sys_close(fd);
    fd = (int)uk_sys_open("/links", UK_O_RDONLY, 0);
    check(list(fd, is_link) == 4, "the type of entries");
    uk_sys_close(fd);
    EXPECT(uk_sys_stat("/etc/", &stat), 0);
    check(stat.st_nlink == 2 && (stat.st_mode & 07777) == 0755 &&
              stat.st_ino != 0,
          "stat of a folder");
}

static void renames(void)
{
    int fd = (int)uk_sys_open("/one", UK_O_CREAT | UK_O_RDWR, 0644);
    char text[4] = "";

    EXPECT(uk_sys_write(fd, "one", 3), 3);
    int old = (int)uk_sys_open("/two", UK_O_CREAT | UK_O_RDWR, 0644);
    EXPECT(uk_sys_write(old, "two", 3), 3);
    EXPECT(uk_sys_rename("/one", "/two"), 0);
    EXPECT(uk_sys_access("/one", 0), -ENOENT);
    EXPECT(uk_sys_pread64(old, text, 3, 0), 3);
    check(same(text, "two"), "a file that was renamed over stays open");
    struct uk_linux_stat by_name, by_file;
    uk_sys_stat("/two", &by_name);
    uk_sys_fstat(fd, &by_file);
    check(by_name.st_ino == by_file.st_ino && by_name.st_size == 3,
          "the new name is the old file");
    uk_sys_fstat(old, &by_file);
    check(by_file.st_nlink == 0, "a file without a name has no links");
    EXPECT(uk_sys_unlink("/two"), 0);
    EXPECT(uk_sys_write(fd, "more", 4), 4);
    EXPECT(uk_sys_lseek(fd, 0, UK_SEEK_END), 7);
    uk_sys_close(fd);
    uk_sys_close(old);
}

void test_paths(void)
{
    current_directory();
    symbolic_links();
    directories();
    renames();
}
