/* SPDX-License-Identifier: BSD-3-Clause */
/* What abi-test calls, and what it hands in to be called back. */
#ifndef ABI_CALLEE_H
#define ABI_CALLEE_H

struct abi_small {
    long a, b;
};
struct abi_vectors {
    double x, y;
};
struct abi_mixed {
    long a;
    double x;
};
struct abi_large {
    long words[5];
};

struct abi_ops {
    int (*twice)(int);
    int (*thrice)(int);
    const char *name;
};

typedef int (*abi_callback)(int);

int abi_none(void);
int abi_six(int a, int b, int c, int d, int e, int f);
long abi_nine(long a, long b, long c, long d, long e, long f, long g, long h,
              long i);
double abi_doubles(double a, double b);
float abi_floats(float a, int b, float c);
double abi_many_doubles(double a, double b, double c, double d, double e,
                        double f, double g, double h, double i, double j);
long double abi_long_double(long double a, int b);
_Complex double abi_complex(_Complex double a);
struct abi_small abi_small(struct abi_small s, long add);
struct abi_vectors abi_vectors(struct abi_vectors v);
struct abi_mixed abi_mixed(struct abi_mixed m);
long abi_take_large(struct abi_large l, long add);
struct abi_large abi_make_large(long first);
unsigned __int128 abi_wide(unsigned __int128 a);
int abi_narrow(signed char a, unsigned char b, short c, _Bool d);

/* Adds `count` longs, then `count` doubles. */
long abi_sum(int count, ...);

int abi_call_back(abi_callback f, int x);
int abi_call_ops(const struct abi_ops *ops, int x);
int abi_call_kept(int x);
void abi_keep(abi_callback f);
abi_callback abi_give_static(void);
abi_callback abi_address_of_double_it(void);
int abi_double_it(int x);
int abi_alias(int x);
int abi_weak(int x);
int abi_absent(int x) __attribute__((weak));
int abi_tail(int x, abi_callback f);
int abi_ping(int depth, abi_callback pong);

/* Writes through pointers of the caller: a stack variable, a heap block. */
void abi_fill(int *out, int value);
long abi_add_all(const long *words, int count);

extern const struct abi_ops abi_own_ops;

#endif
