package org.flexos.verify;

import java.util.Set;

/**
 * Instructions that ring 3 may not run here (Intel SDM vol. 2; vol. 3, 2.8 and 5.9), by mnemonic,
 * and those that load segments, on which the gates rest. WRPKRU is BytesCheck's.
 */
final class Privileged {
  /**
   * Second bytes of 0F 01 that are harmless: xgetbv, xend, xtest, rdpkru, wrpkru (BytesCheck),
   * rdtscp.
   */
  private static final Set<Integer> HARMLESS_GROUP_7 = Set.of(0xd0, 0xd5, 0xd6, 0xee, 0xef, 0xf9);

  static final String XRSTOR = "XRSTOR";

  private Privileged() {}

  /** Empty: not one of them. */
  static String nameOf(Instruction i) {
    if (i.vector()) {
      return "";
    }
    return i.map() == 0 ? oneByte(i) : i.map() == 1 ? twoByte(i) : "";
  }

  private static String oneByte(Instruction i) {
    return switch (i.opcode()) {
      case 0xf4 -> "HLT";
      case 0xfa -> "CLI";
      case 0xfb -> "STI";
      case 0xe4, 0xe5, 0xec, 0xed, 0x6c, 0x6d -> "IN";
      case 0xe6, 0xe7, 0xee, 0xef, 0x6e, 0x6f -> "OUT";
      case 0xcd -> "INT";
      case 0xcf -> "IRET";
      case 0xf1 -> "INT1";
      case 0xca, 0xcb -> "a far return";
      case 0x8e -> "loading a segment register";
      case 0xff -> i.reg() == 3 || i.reg() == 5 ? "a far jump or call" : "";
      default -> "";
    };
  }

  private static String twoByte(Instruction i) {
    return switch (i.opcode()) {
      case 0x00 -> "a descriptor table instruction (0F 00)";
      case 0x01 ->
          !i.memory() && HARMLESS_GROUP_7.contains(i.modrm()) ? "" : "a system instruction (0F 01)";
      case 0x06 -> "CLTS";
      case 0x07 -> "SYSRET";
      case 0x08, 0x09 -> "INVD";
      case 0x20, 0x21, 0x22, 0x23 -> "access to a control or debug register";
      case 0x30 -> "WRMSR";
      case 0x32 -> "RDMSR";
      case 0x33 -> "RDPMC";
      case 0x34 -> "SYSENTER";
      case 0x35 -> "SYSEXIT";
      case 0x78, 0x79 -> "a virtual machine instruction";
      case 0xa1, 0xa9, 0xb2, 0xb4, 0xb5 -> "loading a segment register";
      case 0xaa -> "RSM";
      case 0xae -> ofGroup15(i);
      case 0xc7 ->
          !i.memory()
              ? ""
              : i.reg() == 3 ? "XRSTORS" : i.reg() >= 6 ? "a virtual machine instruction" : "";
      default -> "";
    };
  }

  private static String ofGroup15(Instruction i) {
    if (i.memory()) {
      return i.reg() == 5 ? XRSTOR : "";
    }
    return i.prefix() == 0xf3 && i.reg() < 4 ? "access to FS or GS base" : "";
  }
}
