package org.flexos.verify;

import java.util.List;
import org.flexos.verify.ElfFile.Symbol;

/** Where generated code goes when something is wrong. */
final class Traps {
  static final String RIGHTS = "__fxbad.rights";
  static final String CALLER = "__fxbad.caller";
  static final String RETURN = "__fxbad.return";
  static final String ENTRY = "__fxbad.entry";
  static final String COPY = "__fxbad.copy";
  static final String DEAD = "__fx_dead";
  static final List<String> ALL = List.of(RIGHTS, CALLER, RETURN, ENTRY, COPY, DEAD);

  private Traps() {}

  static long address(LinkedImage image, String trap) {
    return image.global(trap).map(Symbol::value).orElse(-1L);
  }

  /** The instruction at {@code index} jumps to a trap unless what was just compared is equal. */
  static boolean guards(LinkedImage image, FunctionCode code, int index, String trap) {
    if (index >= code.size()) {
      return false;
    }
    Instruction i = code.get(index);
    boolean unlessEqual = i.is(1, 0x85) || i.is(0, 0x75);
    return unlessEqual && code.target(i) == address(image, trap);
  }
}
