package org.flexos.model;

import java.util.Optional;

/**
 * What a function does with one of its pointer arguments, as a descriptor says it: what a copying
 * gate needs to know (docs/copying-gates.md).
 *
 * @param index of the argument, from 0
 * @param size bytes of the buffer; empty for kinds that have none
 * @param atMost bytes that cross in one call: a size argument is lowered to it, a longer string is
 *     cut; 0: no such bound
 * @param copied how much of an OUT or INOUT buffer comes back
 */
public record ArgumentSpec(int index, Kind kind, Optional<Size> size, long atMost, Copied copied) {
  /** Longest buffer that crosses, in bytes: all of a call's buffers share this much. */
  public static final long LARGEST = 0xff000;

  /** No such argument. */
  public static final int NONE = -1;

  /** Direction of a buffer; or a pointer that the callee does not follow. */
  public enum Kind {
    /** The callee reads it. */
    IN,
    /** Read by the callee, with functions of the caller's compartment in it. */
    TABLE,
    /** The callee writes it, and sees nothing of what was there. */
    OUT,
    INOUT,
    /** Bytes up to a zero, read only. */
    STRING,
    /** A function of the caller's compartment: an entry thunk, or null. */
    CALLBACK,
    /** Memory of the callee's own compartment: calls from elsewhere end the run. */
    OWN,
    /** Only ever compared or given back. */
    HANDLE,
    /** Memory that the calling library has declared shared. */
    SHARED;

    public boolean isCopied() {
      return compareTo(CALLBACK) < 0;
    }

    /** Ring 0 looks at it before the callee does. */
    public boolean isChecked() {
      return compareTo(HANDLE) < 0;
    }

    public boolean comesBack() {
      return this == OUT || this == INOUT;
    }
  }

  /**
   * A product: constant bytes, times one argument, times another one.
   *
   * @param factor at least 1
   * @param first index of an argument, or NONE
   * @param second the same; NONE when {@code first} is
   */
  public record Size(long factor, int first, int second) {}

  /** When and how much of a buffer is copied back. */
  public enum Amount {
    /** All of it, whatever the result is. */
    ALL,
    /** All of it, unless the result is negative. */
    SUCCESS,
    /** As many elements as the result says, nothing when it is negative; never more than all. */
    RESULT
  }

  /**
   * @param factor bytes of one element of the result's count
   */
  public record Copied(Amount amount, long factor) {
    public static final Copied ALL = new Copied(Amount.ALL, 1);
  }
}
