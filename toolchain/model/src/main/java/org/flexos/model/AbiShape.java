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
  /** Where the result is. What is in a register beyond it may be anything. */
  public enum Result {
    NONE(0, 0, 0),
    /** al. */
    INT8(1, 0, 0),
    /** ax. */
    INT16(2, 0, 0),
    /** eax. */
    INT32(4, 0, 0),
    /** rax. */
    INT(8, 0, 0),
    /** rax, rdx. */
    INT_INT(16, 0, 0),
    /** xmm0. */
    SSE(0, 1, 0),
    /** xmm0, xmm1. */
    SSE_SSE(0, 2, 0),
    /** rax, xmm0, whichever comes first. */
    INT_SSE(8, 1, 0),
    /** st0. */
    X87(0, 0, 1),
    /** st0, st1. */
    X87_X87(0, 0, 2),
    /** Of a definition that is no C: all that any result may be in. */
    UNKNOWN(16, 2, 2);

    private final int intBytes;
    private final int vectors;
    private final int x87;

    Result(int intBytes, int vectors, int x87) {
      this.intBytes = intBytes;
      this.vectors = vectors;
      this.x87 = x87;
    }

    /** Bytes in rax, then rdx: 0, 1, 2, 4, 8 or 16. */
    public int intBytes() {
      return intBytes;
    }

    /** Registers xmm0 and xmm1 that carry something. */
    public int vectors() {
      return vectors;
    }

    /** Registers st0 and st1 that carry something. */
    public int x87() {
      return x87;
    }

    /** What both of them carry. */
    public Result common(Result other) {
      return of(
          Math.min(intBytes, other.intBytes),
          Math.min(vectors, other.vectors),
          Math.min(x87, other.x87));
    }

    private static Result of(int intBytes, int vectors, int x87) {
      for (Result r : values()) {
        if (r.intBytes == intBytes && r.vectors == vectors && r.x87 == x87) {
          return r;
        }
      }
      throw new IllegalArgumentException(
          "no result is in " + intBytes + " bytes, " + vectors + " and " + x87 + " registers");
    }
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

  /**
   * What crosses when a call of this shape reaches a function of another: nothing comes back that
   * the function does not return, whatever its caller has declared.
   */
  public AbiShape returningFrom(AbiShape function) {
    return new AbiShape(ints, vectors, stackWords, result.common(function.result), variadic);
  }

  /** The suffix of a shaped call symbol, e.g. {@code 6i1v3s}. */
  public String suffix() {
    return ints + "i" + vectors + "v" + stackWords + "s";
  }
}
