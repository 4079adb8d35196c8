package org.flexos.verify;

/**
 * One decoded x86-64 instruction: as much as it takes to know where the next one starts and what
 * this one refers to.
 *
 * @param at offset in the code that was decoded
 * @param map opcode map: 0 one byte, 1 after 0F, 2 after 0F 38, 3 after 0F 3A; others by VEX or
 *     EVEX
 * @param prefix the mandatory prefix that counts: 0xf3, 0xf2, 0x66 or 0
 * @param modrm the ModRM byte, or -1
 * @param displacement offset in the code of a 4-byte displacement without base and index, or -1
 * @param ripRelative that displacement counts from the next instruction
 * @param segment the segment override prefix, or 0
 * @param immediate offset in the code of the immediate, or -1
 */
record Instruction(
    int at,
    int length,
    boolean vector,
    int map,
    int opcode,
    int prefix,
    int modrm,
    int displacement,
    boolean ripRelative,
    int segment,
    int immediate) {

  int end() {
    return at + length;
  }

  private boolean plain(int wantedMap) {
    return !vector && map == wantedMap;
  }

  boolean is(int wantedMap, int wantedOpcode) {
    return plain(wantedMap) && opcode == wantedOpcode;
  }

  /** The ModRM byte's middle field, which extends the opcode of some. */
  int reg() {
    return modrm >> 3 & 7;
  }

  boolean memory() {
    return modrm >= 0 && modrm >> 6 != 3;
  }

  /** A jump or call whose target the instruction itself holds. */
  boolean isDirectBranch() {
    return isShortBranch() || isCall() || is(0, 0xe9) || plain(1) && opcode >> 4 == 8;
  }

  private boolean isShortBranch() {
    return plain(0) && (opcode >> 4 == 7 || opcode == 0xeb || opcode >= 0xe0 && opcode <= 0xe3);
  }

  boolean isCall() {
    return is(0, 0xe8);
  }

  boolean isConditional() {
    return isDirectBranch() && !isCall() && opcode != 0xe9 && opcode != 0xeb;
  }

  /** A jump or call through a register or memory. */
  boolean isIndirectBranch() {
    return is(0, 0xff) && reg() >= 2 && reg() <= 5;
  }

  boolean isReturn() {
    return plain(0) && (opcode == 0xc3 || opcode == 0xc2 || opcode == 0xcb || opcode == 0xca);
  }

  /** Where a direct branch goes, as an offset in the code. */
  int target(byte[] code) {
    return end() + (isShortBranch() ? code[immediate] : Bytes.int32(code, immediate));
  }
}
