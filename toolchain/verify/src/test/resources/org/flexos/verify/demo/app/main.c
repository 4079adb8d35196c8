/* SPDX-License-Identifier: BSD-3-Clause */
typedef unsigned long size_t;
int puts(const char *);
int greet(const char *format, ...);
void *memcpy(void *, const void *, size_t);
void *malloc(size_t);
void free(void *);
void sort(int *, size_t, int (*)(const int *, const int *));
double half(double);
long double third(long double);
void every_tick(void (*)(void));
extern int verbosity;

int board[16];
static int ticks = 3;
static int *volatile kept;
static int (*const rules[])(const char *) = {puts};

int compare(const int *a, const int *b)
{
    ticks++;
    return *a < *b ? -1 : *a > *b;
}

static void on_tick(void)
{
    ticks--;
}

int main(int argc, char **argv)
{
    int values[] = {3, 1, 2, argc};
    char text[32];
    int (*volatile rule)(const char *) = rules[argc & 0];

    kept = malloc(sizeof(values));
    memcpy(text, argc ? "many" : "none", argc + 5);
    sort(values, 4, compare);
    every_tick(on_tick);
    kept[0] = values[0] + board[argc];
    greet("%d %f %s", ticks, half(third(argc)), text, 4, 5, 6, 7);
    rule(text);
    free(kept);
    return verbosity + MAGIC;
}
