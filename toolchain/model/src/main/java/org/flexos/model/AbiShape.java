package org.flexos.model;

/**
 * How a call's arguments and result travel under the System V x86-64 ABI (section 3.2.3).
 *
 * @param ints general registers used, 0..6, in the order rdi rsi rdx rcx r8 r9
 * @param vectors vector registers used, 0..8
 * @param stackWords 8-byte words on the stack, by-value structs and long doubles included
 * @param variadic al carries {@code vectors}
 */
public record AbiShape(int ints, int vectors, int stackWords, Result result, boolean variadic) {
  /** Where the result is: rax; rax+rdx; xmm0; xmm0+xmm1; rax+xmm0; st0; st0+st1. */
  public enum Result {
    NONE,
    INT,
    INT_INT,
    SSE,
    SSE_SSE,
    INT_SSE,
    X87,
    X87_X87
  }

  public AbiShape {
    if (ints < 0 || ints > 6) {
      throw new IllegalArgumentException("general registers must be 0 to 6, were " + ints);
    }
    if (vectors < 0 || vectors > 8) {
      throw new IllegalArgumentException("vector registers must be 0 to 8, were " + vectors);
    }
    if (stackWords < 0) {
      throw new IllegalArgumentException("stack words must not be negative, were " + stackWords);
    }
  }

  /** The suffix of a shaped call symbol, e.g. {@code 6i1v3s}. */
  public String suffix() {
    return ints + "i" + vectors + "v" + stackWords + "s";
  }
}
