package org.flexos.verify;

import java.util.Optional;

/**
 * Finds where instructions of 64-bit code end (Intel SDM vol. 2, 2.1 to 2.7 and appendix A). It
 * knows lengths and operand places, not meanings; opcodes that 64-bit mode does not have are
 * refused. A test compares it with llvm-objdump over a whole image.
 */
final class Decoder {
  private static final int LONGEST = 15;
  private static final int OPERAND_SIZE = 0x66;
  private static final int ADDRESS_SIZE = 0x67;

  /**
   * One-byte opcodes, sixteen a row: m ModRM; b, w, z immediate of 1, 2, 4 bytes (z: 2 with 66); r
   * relative target of 4 bytes; v immediate as wide as the operand; e word and byte; o an address;
   * B and Z as b and z after ModRM; G group 3 (immediate only for TEST); p prefix or escape; x not
   * in 64-bit mode; a dot: nothing more.
   */
  private static final String ONE_BYTE =
      "mmmmbzxxmmmmbzxp"
          + "mmmmbzxxmmmmbzxx"
          + "mmmmbzpxmmmmbzpx"
          + "mmmmbzpxmmmmbzpx"
          + "pppppppppppppppp"
          + "................"
          + "xxpmppppzZbB...."
          + "bbbbbbbbbbbbbbbb"
          + "BZxBmmmmmmmmmmmm"
          + "..........x....."
          + "oooo....bz......"
          + "bbbbbbbbvvvvvvvv"
          + "BBw.ppBZe.w..bx."
          + "mmmmxxx.mmmmmmmm"
          + "bbbbbbbbrrxb...."
          + "p.pp..GG......mm";

  /** Opcodes after 0F, spelled likewise; M: ModRM that never means memory. */
  private static final String TWO_BYTE =
      "mmmmx.....x.xm.B"
          + "mmmmmmmmmmmmmmmm"
          + "MMMMxxxxmmmmmmmm"
          + "......x.pxpxxxxx"
          + "mmmmmmmmmmmmmmmm"
          + "mmmmmmmmmmmmmmmm"
          + "mmmmmmmmmmmmmmmm"
          + "BBBBmmm.mmxxmmmm"
          + "rrrrrrrrrrrrrrrr"
          + "mmmmmmmmmmmmmmmm"
          + "...mBmxx...mBmmm"
          + "mmmmmmmmmmBmmmmm"
          + "mmBmBBBm........"
          + "mmmmmmmmmmmmmmmm"
          + "mmmmmmmmmmmmmmmm"
          + "mmmmmmmmmmmmmmmm";

  private final byte[] code;
  private final int limit;
  private int at;

  private boolean operandSize;
  private boolean addressSize;
  private boolean wide;
  private int repeat;
  private int segment;

  private int modrm;
  private int displacement;
  private boolean ripRelative;

  private Decoder(byte[] code, int at, int limit) {
    this.code = code;
    this.at = at;
    this.limit = Math.min(limit, at + LONGEST);
  }

  /** The instruction at {@code at}; empty if none ends before {@code limit}. */
  static Optional<Instruction> decode(byte[] code, int at, int limit) {
    try {
      return Optional.ofNullable(new Decoder(code, at, limit).decode(at));
    } catch (EndOfCode e) {
      return Optional.empty();
    }
  }

  /** The code ends inside an instruction. */
  private static final class EndOfCode extends RuntimeException {
    static final EndOfCode INSTANCE = new EndOfCode();

    private EndOfCode() {
      super(null, null, false, false);
    }
  }

  private int next() {
    if (at >= limit) {
      throw EndOfCode.INSTANCE;
    }
    return code[at++] & 0xff;
  }

  private int skip(int bytes) {
    int start = at;
    if (bytes > limit - at) {
      throw EndOfCode.INSTANCE;
    }
    at += bytes;
    return start;
  }

  private Instruction decode(int start) {
    int opcode = prefixes();
    if (opcode == 0xc4 || opcode == 0xc5 || opcode == 0x62) {
      return vector(start, opcode);
    }
    int map = 0;
    String table = ONE_BYTE;
    if (opcode == 0x0f) {
      opcode = next();
      map = opcode == 0x38 ? 2 : opcode == 0x3a ? 3 : 1;
      table = TWO_BYTE;
      if (map > 1) {
        opcode = next();
      }
    }
    char form = map == 2 ? 'm' : map == 3 ? 'B' : table.charAt(opcode);
    if (form == 'x' || form == 'p') {
      return null;
    }
    return finish(start, false, map, opcode, form);
  }

  /** Legacy and REX prefixes; returns the first byte that is none. A REX counts only if last. */
  private int prefixes() {
    while (true) {
      int b = next();
      if (b == OPERAND_SIZE) {
        operandSize = true;
      } else if (b == ADDRESS_SIZE) {
        addressSize = true;
      } else if (b == 0xf2 || b == 0xf3) {
        repeat = b;
      } else if (b == 0x2e || b == 0x36 || b == 0x3e || b == 0x26 || b == 0x64 || b == 0x65) {
        segment = b;
      } else if (b >> 4 == 4) {
        wide = (b & 8) != 0;
        continue;
      } else if (b != 0xf0) {
        return b;
      }
      wide = false;
    }
  }

  /** VEX (C4, C5) and EVEX (62) always have ModRM, but for VZEROALL and VZEROUPPER. */
  private Instruction vector(int start, int escape) {
    int map = 1;
    int first = next();
    if (escape == 0xc4) {
      map = first & 0x1f;
      next();
    } else if (escape == 0x62) {
      map = first & 7;
      next();
      next();
    }
    int opcode = next();
    boolean bare = escape != 0x62 && map == 1 && opcode == 0x77;
    boolean byteAfter = map == 3 || map == 1 && TWO_BYTE.charAt(opcode) == 'B';
    return finish(start, true, map, opcode, bare ? '.' : byteAfter ? 'B' : 'm');
  }

  private Instruction finish(int start, boolean isVector, int map, int opcode, char form) {
    modrm = -1;
    displacement = -1;
    if ("mMBZG".indexOf(form) >= 0) {
      operands(form == 'M');
    }
    int size = immediateSize(form, opcode);
    int immediate = size == 0 ? -1 : skip(size);
    int prefix = repeat != 0 ? repeat : operandSize ? OPERAND_SIZE : 0;
    return new Instruction(
        start,
        at - start,
        isVector,
        map,
        opcode,
        prefix,
        modrm,
        displacement,
        ripRelative,
        segment,
        immediate);
  }

  private int immediateSize(char form, int opcode) {
    int full = operandSize && !wide ? 2 : 4;
    return switch (form) {
      case 'b', 'B' -> 1;
      case 'w' -> 2;
      case 'e' -> 3;
      case 'r' -> 4;
      case 'z', 'Z' -> full;
      case 'v' -> wide ? 8 : full;
      case 'o' -> addressSize ? 4 : 8;
      case 'G' -> (modrm >> 3 & 7) > 1 ? 0 : opcode == 0xf6 ? 1 : full;
      default -> 0;
    };
  }

  private void operands(boolean registersOnly) {
    modrm = next();
    int mod = modrm >> 6;
    int rm = modrm & 7;
    if (mod == 3 || registersOnly) {
      return;
    }
    int sib = rm == 4 ? next() : -1;
    boolean noBase = mod == 0 && (sib < 0 ? rm == 5 : (sib & 7) == 5);
    if (mod == 1) {
      skip(1);
    } else if (mod == 2 || noBase) {
      int where = skip(4);
      boolean noIndex = sib < 0 || (sib >> 3 & 7) == 4;
      if (noBase && noIndex) {
        displacement = where;
        ripRelative = sib < 0;
      }
    }
  }
}
