/* SPDX-License-Identifier: BSD-3-Clause */
/* Every operation once, and several threads at once. */
#include "check.h"

#define MANY 300
#define LARGE 1000000
#define WRITERS 8
#define PIECES 20
#define PIECE 9000

static char large[LARGE], back[LARGE];
static int written;

/* All of it, in as many calls as it takes between private memories. */
static long move_all(int fd, int is_write, char *data, long bytes, long at)
{
    long done = 0, n = 1;

    while (n > 0 && done < bytes) {
        size_t rest = (size_t)(bytes - done);

        n = is_write ? uk_sys_pwrite64(fd, data + done, rest, at + done)
                     : uk_sys_pread64(fd, data + done, rest, at + done);
        done += n;
    }
    return n < 0 ? n : done;
}

void test_files(void)
{
    struct uk_linux_stat stat;
    char text[8] = "";
    int fd =
        (int)uk_sys_open("/data/one", UK_O_CREAT | UK_O_EXCL | UK_O_RDWR, 0640);

    EXPECT(uk_sys_open("/data/one", UK_O_CREAT | UK_O_EXCL, 0), -EEXIST);
    EXPECT(uk_sys_write(fd, "hello", 5), 5);
    EXPECT(uk_sys_pwrite64(fd, "J", 1, 0), 1);
    EXPECT(uk_sys_pread64(fd, text, 8, 0), 5);
    check(text[0] == 'J' && text[4] == 'o', "what was written comes back");
    EXPECT(uk_sys_fstat(fd, &stat), 0);
    check(stat.st_size == 5 && stat.st_mode == (UK_S_IFREG | 0640) &&
              stat.st_nlink == 1 && stat.st_mtim.tv_sec > 1700000000,
          "stat of a file of the host");
    EXPECT(uk_sys_ftruncate(fd, 3), 0);
    EXPECT(uk_sys_lseek(fd, 0, UK_SEEK_END), 3);
    EXPECT(uk_sys_fsync(fd), 0);
    EXPECT(uk_sys_fdatasync(fd), 0);
    EXPECT(uk_sys_fchmod(fd, 0600), 0);
    struct uk_timespec times[2] = {{0, 0}, {1000000000, 7}};
    EXPECT(uk_sys_utimensat(UK_AT_FDCWD, "/data/one", times, 0), 0);
    EXPECT(uk_sys_stat("/data/one", &stat), 0);
    check(stat.st_mode == (UK_S_IFREG | 0600) &&
              stat.st_mtim.tv_sec == 1000000000 && stat.st_mtim.tv_nsec == 7,
          "mode and time");
    for (int i = 0; i < LARGE; i++)
        large[i] = (char)(i * 7 + i / 1000);
    EXPECT(move_all(fd, 1, large, LARGE, 10), LARGE);
    EXPECT(move_all(fd, 0, back, LARGE, 10), LARGE);
    check(!__builtin_memcmp(large, back, LARGE), "a megabyte in messages");
    int other = (int)uk_sys_open("/data/two", UK_O_CREAT | UK_O_RDWR, 0644);
    EXPECT(uk_sys_write(other, "two", 3), 3);
    EXPECT(uk_sys_rename("/data/one", "/data/two"), 0);
    EXPECT(uk_sys_pread64(other, text, 8, 0), 3);
    EXPECT(uk_sys_access("/data/one", 0), -ENOENT);
    EXPECT(uk_sys_unlink("/data/two"), 0);
    EXPECT(uk_sys_pread64(fd, text, 3, 0), 3);
    EXPECT(uk_sys_fstat(fd, &stat), 0);
    expect(stat.st_size, LARGE + 10, "the size of a file without a name");
    uk_sys_close(other);
    uk_sys_close(fd);
    fd = (int)uk_sys_open("/data/kept", UK_O_CREAT | UK_O_WRONLY, 0644);
    EXPECT(uk_sys_write(fd, "kept by the host\n", 17), 17);
    uk_sys_close(fd);
}

static void name_of(char *name, int number)
{
    for (int i = 2; i >= 0; i--, number /= 10)
        name[i] = (char)('0' + number % 10);
}

static long count(const char *path)
{
    static char entries[4096];
    int fd = (int)uk_sys_open(path, UK_O_RDONLY | UK_O_DIRECTORY, 0);
    long total = 0, n;

    while ((n = uk_sys_getdents64(fd, entries, sizeof(entries))) > 0)
        for (long at = 0; at < n; total++)
            at +=
                ((const struct uk_dirent64 *)(void *)(entries + at))->d_reclen;
    uk_sys_close(fd);
    return n ? n : total;
}

void test_folders(void)
{
    char path[] = "/data/many/f000", target[16] = "";
    struct uk_linux_stat stat;

    EXPECT(uk_sys_mkdir("/data/many", 0755), 0);
    EXPECT(uk_sys_mkdir("/data/many", 0755), -EEXIST);
    for (int i = 0; i < MANY; i++) {
        name_of(path + 12, i);
        int fd = (int)uk_sys_open(path, UK_O_CREAT | UK_O_WRONLY, 0644);
        written += fd >= 0 && !uk_sys_close(fd);
    }
    expect(written, MANY, "files in a folder");
    expect(count("/data/many"), MANY + 2, "entries that are listed");
    EXPECT(uk_sys_rmdir("/data/many"), -ENOTEMPTY);
    EXPECT(uk_sys_unlink("/data/many"), -EISDIR);
    EXPECT(uk_sys_rmdir("/data/many/f001"), -ENOTDIR);
    EXPECT(uk_sys_open("/data/many/f001/x", 0, 0), -ENOTDIR);
    EXPECT(uk_sys_symlink("many/f007", "/data/link"), 0);
    EXPECT(uk_sys_readlink("/data/link", target, 16), 9);
    EXPECT(uk_sys_stat("/data/link", &stat), 0);
    check((stat.st_mode & UK_S_IFMT) == UK_S_IFREG, "a link is followed");
    EXPECT(uk_sys_unlink("/data/link"), 0);
    EXPECT(uk_sys_chdir("/data/many"), 0);
    EXPECT(uk_sys_getcwd(target, 16), 11);
    EXPECT(uk_sys_access("../kept", 0), 0);
    EXPECT(uk_sys_access("../../data/kept", 0), 0);
    EXPECT(uk_sys_chdir("/"), 0);
    for (int i = 0; i < MANY; i++) {
        name_of(path + 12, i);
        written -= !uk_sys_unlink(path);
    }
    expect(written, 0, "files left");
    EXPECT(uk_sys_rmdir("/data/many"), 0);
    EXPECT(uk_sys_rename("/data/kept", "/elsewhere"), -EXDEV);
    EXPECT(uk_sys_rmdir("/data"), -EBUSY);
    struct uk_statfs space;
    EXPECT(uk_sys_statfs("/data", &space), 0);
    check(space.f_blocks > 0 && space.f_bsize > 0, "space on the host");
}

/* Each its own file, pieces that take several messages. */
static void write_file(void *argument)
{
    char path[] = "/data/t0";
    char byte = (char)('0' + (long)argument);
    static char pieces[WRITERS][PIECE];
    char *piece = pieces[(long)argument];

    path[7] = byte;
    __builtin_memset(piece, byte, PIECE);
    int fd = (int)uk_sys_open(path, UK_O_CREAT | UK_O_RDWR, 0644);
    int good = fd >= 0;
    for (int i = 0; i < PIECES; i++)
        good &= uk_sys_write(fd, piece, PIECE) == PIECE;
    good &= !uk_sys_fsync(fd);
    good &= uk_sys_pread64(fd, piece, PIECE, PIECES * PIECE - PIECE) == PIECE;
    for (int i = 0; i < PIECE; i++)
        good &= piece[i] == byte;
    uk_sys_close(fd);
    good &= !uk_sys_unlink(path);
    written += good;
}

void test_threads(void)
{
    int threads[WRITERS];

    for (long i = 0; i < WRITERS; i++)
        threads[i] = uk_thread_create(write_file, (void *)i);
    for (int i = 0; i < WRITERS; i++)
        uk_thread_join(threads[i]);
    expect(written, WRITERS, "threads that wrote files at once");
}
