/* SPDX-License-Identifier: BSD-3-Clause */
/* The heap, mappings, text, jumps. */
#include "check.h"
#include <errno.h>
#include <fnmatch.h>
#include <locale.h>
#include <regex.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <wchar.h>

#define PAGE 4096
#define BLOCKS 200

static void heap(void)
{
    static unsigned char *blocks[BLOCKS];
    int intact = 1;

    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc((size_t)i * 37 + 1);
        memset(blocks[i], i, (size_t)i * 37 + 1);
    }
    for (int i = 0; i < BLOCKS; i += 2)
        blocks[i] = realloc(blocks[i], (size_t)i * 91 + 1);
    for (int i = 0; i < BLOCKS; i++) {
        intact &= blocks[i][0] == (unsigned char)i &&
                  blocks[i][i * 37] == (unsigned char)i;
        free(blocks[i]);
    }
    check(intact, "blocks keep what is in them");
    char *zeros = calloc(1000, 3);
    check(zeros && !zeros[0] && !zeros[2999], "calloc clears");
    free(zeros);
    void *aligned = NULL;
    check(!posix_memalign(&aligned, 1024, 10) && (uintptr_t)aligned % 1024 == 0,
          "posix_memalign aligns");
    free(aligned);
    char *copy = strdup("copied");
    check(copy && !strcmp(copy, "copied"), "strdup");
    free(copy);
}

static void mappings(void)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
    char *memory =
        mmap(NULL, 3 * PAGE + 1, PROT_READ | PROT_WRITE, flags, -1, 0);

    check(memory != MAP_FAILED && (uintptr_t)memory % PAGE == 0 && !memory[0] &&
              !memory[3 * PAGE],
          "mmap gives zeroed pages");
    memory[0] = 1;
    memory[3 * PAGE] = 2;
    check(!munmap(memory + PAGE, PAGE), "a part can be unmapped");
    check(memory[0] == 1 && memory[3 * PAGE] == 2, "the rest stays");
    check(!madvise(memory, PAGE, MADV_DONTNEED) && !memory[0],
          "madvise gives zeros again");
    check(!mprotect(memory, PAGE, PROT_READ), "mprotect is heard");
    check(!munmap(memory, 4 * PAGE), "all can be unmapped");
    errno = 0;
    check(mmap(NULL, 0, PROT_READ, flags, -1, 0) == MAP_FAILED &&
              errno == EINVAL,
          "no pages, no mapping");
    check(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, 1, 0) == MAP_FAILED,
          "files are not shared by mapping them");
}

static void text(void)
{
    regex_t pattern;
    regmatch_t match[2];
    char words[] = "one,two;three", *rest = words;
    int count = 0;

    for (char *w; (w = strtok_r(rest, ",;", &rest));)
        count++;
    check(count == 3, "strtok_r");
    check(!regcomp(&pattern, "a(b+)c", REG_EXTENDED) &&
              !regexec(&pattern, "xxabbbc", 2, match, 0) &&
              match[1].rm_so == 3 && match[1].rm_eo == 6,
          "regular expressions");
    regfree(&pattern);
    check(!fnmatch("*.[ch]", "main.c", 0) && fnmatch("*.[ch]", "main.o", 0),
          "fnmatch");
    check(setlocale(LC_ALL, "C.UTF-8") != NULL &&
              mbstowcs(NULL, "\xc3\xa4\xe2\x82\xac", 0) == 2,
          "UTF-8");
    check(strchr("abc", 'c')[1] == 0 && strstr("needle in hay", "in") &&
              strspn("aab", "a") == 2 && !strcasecmp("ABC", "abc"),
          "searching text");
}

static jmp_buf there;

static __attribute__((noinline)) void jump(int depth)
{
    volatile char padding[100];

    padding[0] = (char)depth;
    if (depth)
        jump(depth - 1);
    else
        longjmp(there, 7);
    padding[1] = 1;
}

static void jumps(void)
{
    volatile int before = 5;
    int value = setjmp(there);

    if (!value)
        jump(10);
    check(value == 7 && before == 5, "longjmp comes back to setjmp");
}

void test_memory(void)
{
    heap();
    mappings();
    text();
    jumps();
}
