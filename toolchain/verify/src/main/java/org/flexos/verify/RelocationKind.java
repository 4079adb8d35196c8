package org.flexos.verify;

import java.util.Arrays;
import java.util.Optional;

/** x86-64 relocation types (psABI, table 4.9) that objects for images may have. */
enum RelocationKind {
  NONE(0, 0, false),
  ABSOLUTE_64(1, 8, false),
  RELATIVE_32(2, 4, true),
  BRANCH_32(4, 4, true),
  ABSOLUTE_32(10, 4, false),
  SIGNED_32(11, 4, false),
  ABSOLUTE_16(12, 2, false),
  RELATIVE_16(13, 2, true),
  ABSOLUTE_8(14, 1, false),
  RELATIVE_8(15, 1, true),
  RELATIVE_64(24, 8, true);

  private final int number;
  private final int size;
  private final boolean relative;

  RelocationKind(int number, int size, boolean relative) {
    this.number = number;
    this.size = size;
    this.relative = relative;
  }

  static Optional<RelocationKind> of(int number) {
    return Arrays.stream(values()).filter(k -> k.number == number).findFirst();
  }

  int size() {
    return size;
  }

  /** What the linker must have written at an address for a target. */
  long value(long target, long at) {
    long value = relative ? target - at : target;
    int unused = Long.SIZE - 8 * size;
    return size == 0 ? 0 : value << unused >> unused;
  }

  /** What stands in the field, sign-extended. */
  long read(byte[] bytes) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xff;
    }
    int unused = Long.SIZE - 8 * size;
    return size == 0 ? 0 : value << unused >> unused;
  }
}
