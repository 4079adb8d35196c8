package org.flexos.verify;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The machine code of the steps that gates must take, as the assembler encodes them. */
final class Encoding {
  static final byte[] WRPKRU = bytes(0x0f, 0x01, 0xef);
  static final byte[] RETURN = bytes(0xc3);
  static final byte[] CLEAR_DIRECTION = bytes(0xfc);
  static final byte[] CLEAR_VECTORS = bytes(0xc5, 0xfc, 0x77);
  static final byte[] CLEAR_UPPER_VECTORS = bytes(0xc5, 0xf8, 0x77);
  static final byte[] SAVE_MXCSR = bytes(0x0f, 0xae, 0x5c, 0x24, 4);
  static final byte[] LOAD_MXCSR = bytes(0x0f, 0xae, 0x54, 0x24, 4);
  static final byte[] POP_R11 = bytes(0x41, 0x5b);
  static final byte[] POP_R10 = bytes(0x41, 0x5a);
  static final byte[] COMPARE_RETURN = bytes(0x65, 0x67, 0x4d, 0x3b, 0x13);
  static final byte[] COMPARE_RETURN_TOO = bytes(0x67, 0x65, 0x4d, 0x3b, 0x13);
  private static final int GS = 0x65;
  private static final int OPERAND_SIZE = 0x66;
  private static final int ABSOLUTE = 0x25;

  private Encoding() {}

  /** Machine code at the start of each line of a table; two blanks end it. */
  static Set<String> listed(String table) {
    return table
        .lines()
        .flatMap(line -> Arrays.stream(line.substring(0, line.indexOf("  ")).split(" ")))
        .collect(Collectors.toUnmodifiableSet());
  }

  static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] with(int[] start, int... words) {
    var bytes = new byte[start.length + 4 * words.length];
    for (int i = 0; i < start.length; i++) {
      bytes[i] = (byte) start[i];
    }
    for (int i = 0; i < bytes.length - start.length; i++) {
      bytes[start.length + i] = (byte) (words[i / 4] >> 8 * (i % 4));
    }
    return bytes;
  }

  private static int[] ints(int... values) {
    return values;
  }

  /** mov $value, %eax */
  static byte[] loadRights(int value) {
    return with(ints(0xb8), value);
  }

  /** cmp $value, %eax */
  static byte[] compareRights(int value) {
    return with(ints(0x3d), value);
  }

  /** cmp $value, %r10d */
  static byte[] compareR10(int value) {
    return with(ints(0x41, 0x81, 0xfa), value);
  }

  /** mov %gs:word, %rsp */
  static byte[] loadStack(int word) {
    return with(ints(GS, 0x48, 0x8b, 0x24, ABSOLUTE), word);
  }

  /** mov %rsp, %gs:word */
  static byte[] storeStack(int word) {
    return with(ints(GS, 0x48, 0x89, 0x24, ABSOLUTE), word);
  }

  /** mov %gs:word, %register */
  static byte[] loadWord(int word, int register) {
    return with(
        ints(GS, register < 8 ? 0x48 : 0x4c, 0x8b, (register & 7) << 3 | 4, ABSOLUTE), word);
  }

  /** mov %r10, %gs:word */
  static byte[] storeR10(int word) {
    return with(ints(GS, 0x4c, 0x89, 0x14, ABSOLUTE), word);
  }

  /** mov %gs:word, %r10 */
  static byte[] loadR10(int word) {
    return with(ints(GS, 0x4c, 0x8b, 0x14, ABSOLUTE), word);
  }

  /** movl $value, %gs:word */
  static byte[] storeNumber(int word, int value) {
    return with(ints(GS, 0xc7, 0x04, ABSOLUTE), word, value);
  }

  /** cmpl $value, %gs:word */
  static byte[] compareNumber(int word, int value) {
    if (value == (byte) value) {
      byte[] start = with(ints(GS, 0x83, 0x3c, ABSOLUTE), word);
      byte[] all = Arrays.copyOf(start, start.length + 1);
      all[start.length] = (byte) value;
      return all;
    }
    return with(ints(GS, 0x81, 0x3c, ABSOLUTE), word, value);
  }

  /** cmp %rsp, %gs:word */
  static byte[] compareStack(int word) {
    return with(ints(GS, 0x48, 0x39, 0x24, ABSOLUTE), word);
  }

  /** push $value */
  static byte[] push(int value) {
    return value == (byte) value ? bytes(0x6a, value) : with(ints(0x68), value);
  }

  /** cmpw $value, (%rsp) */
  static byte[] compareFrame(int value) {
    return value == (byte) value
        ? bytes(OPERAND_SIZE, 0x83, 0x3c, 0x24, value)
        : bytes(OPERAND_SIZE, 0x81, 0x3c, 0x24, value, value >> 8);
  }

  /** xrstor address */
  static byte[] restoreState(long address) {
    return with(ints(0x0f, 0xae, 0x2c, ABSOLUTE), (int) address);
  }

  /** incq address */
  static byte[] increment(long address) {
    return with(ints(0x48, 0xff, 0x04, ABSOLUTE), (int) address);
  }

  /** mov $value, %edi */
  static byte[] loadFirst(long value) {
    return with(ints(0xbf), (int) value);
  }

  /** mov $value, %esi */
  static byte[] loadSecond(int value) {
    return with(ints(0xbe), value);
  }

  static byte[] pushRegister(int register) {
    return register < 8 ? bytes(0x50 + register) : bytes(0x41, 0x48 + register);
  }

  static byte[] popRegister(int register) {
    return register < 8 ? bytes(0x58 + register) : bytes(0x41, 0x50 + register);
  }

  /** xor of a 32-bit register with itself, by the register's number. */
  static byte[] clear(int register) {
    int both = 0xc0 | (register & 7) << 3 | register & 7;
    return register < 8 ? bytes(0x31, both) : bytes(0x45, 0x31, both);
  }

  /** vpxor of a vector register with itself. */
  static byte[] clearVector(int register) {
    int both = 0xc0 | (register & 7) << 3 | register & 7;
    return register < 8
        ? bytes(0xc5, 0x81 | (~register & 15) << 3, 0xef, both)
        : bytes(0xc4, 0x41, 0x01 | (~register & 15) << 3, 0xef, both);
  }

  /** ldmxcsr address */
  static byte[] loadMxcsr(long address) {
    return with(ints(0x0f, 0xae, 0x14, ABSOLUTE), (int) address);
  }

  /** fldcw address */
  static byte[] loadFcw(long address) {
    return with(ints(0xd9, 0x2c, ABSOLUTE), (int) address);
  }

  /** sub $bytes, %rsp, or add. */
  static byte[] moveStack(int bytes, boolean down) {
    int operation = down ? 0xec : 0xc4;
    return bytes == (byte) bytes
        ? bytes(0x48, 0x83, operation, bytes)
        : with(ints(0x48, 0x81, operation), bytes);
  }

  /** ModRM, SIB and displacement of offset(%rsp), after the bytes before them. */
  private static byte[] atStack(int offset, int register, int... before) {
    int mode = offset == 0 ? 0 : offset == (byte) offset ? 1 : 2;
    int[] start = Arrays.copyOf(before, before.length + (mode == 1 ? 3 : 2));
    start[before.length] = mode << 6 | (register & 7) << 3 | 4;
    start[before.length + 1] = 0x24;
    if (mode == 1) {
      start[before.length + 2] = offset;
    }
    return mode == 2 ? with(start, offset) : bytes(start);
  }

  /** pushq offset(%rsp) */
  static byte[] pushWord(int offset) {
    return atStack(offset, 6, 0xff);
  }

  /** mov offset(%rsp), %register, or the other way. */
  static byte[] wordAt(int offset, int register, boolean load) {
    return atStack(offset, register, register < 8 ? 0x48 : 0x4c, load ? 0x8b : 0x89);
  }

  /** vmovdqu (4 or 2 words) or vmovq of a vector register from 8 up, from offset(%rsp) or to it. */
  static byte[] vectorAt(int offset, int register, int words, boolean load) {
    return switch (words) {
      case 4 -> atStack(offset, register, 0xc5, 0x7e, load ? 0x6f : 0x7f);
      case 2 -> atStack(offset, register, 0xc5, 0x7a, load ? 0x6f : 0x7f);
      default ->
          load
              ? atStack(offset, register, 0xc5, 0x7a, 0x7e)
              : atStack(offset, register, 0xc5, 0x79, 0xd6);
    };
  }
}
