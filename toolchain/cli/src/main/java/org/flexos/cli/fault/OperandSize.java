package org.flexos.cli.fault;

import java.util.Map;

/**
 * Bytes moved by an x86 instruction, from its AT&T mnemonic and registers; 0 when it does not say.
 */
final class OperandSize {
  private static final Map<Character, Integer> SUFFIX = Map.of('b', 1, 'w', 2, 'l', 4, 'q', 8);

  private OperandSize() {}

  static int of(String instruction) {
    String mnemonic = instruction.replaceFirst("^(rep|repne|lock) ", "").split(" ")[0];
    if (mnemonic.matches("v?mov(ups|aps|dqu|dqa|upd|apd)")) {
      return instruction.contains("%ymm") ? 32 : 16;
    }
    if (mnemonic.matches("v?(mov|add|sub|mul|div|ucomi|cvt\\w*)ss")) {
      return 4;
    }
    if (mnemonic.matches("v?(mov|add|sub|mul|div|ucomi|cvt\\w*)sd")) {
      return 8;
    }
    if (mnemonic.matches("movz[bw][lqw]|movs[bwl][lqw]")) {
      return SUFFIX.get(mnemonic.charAt(4));
    }
    return SUFFIX.getOrDefault(mnemonic.charAt(mnemonic.length() - 1), 0);
  }
}
