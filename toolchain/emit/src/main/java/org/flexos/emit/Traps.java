package org.flexos.emit;

import java.util.List;

/**
 * Where generated code goes when something is wrong. Each reason is an address of its own, so that
 * a fault report can tell them apart.
 */
final class Traps {
  static final String RIGHTS = "__fxbad.rights";
  static final String CALLER = "__fxbad.caller";
  static final String RETURN = "__fxbad.return";
  static final String ENTRY = "__fxbad.entry";
  static final String COPY = "__fxbad.copy";

  /** What dead code calls. */
  static final String DEAD = "__fx_dead";

  private static final List<String> ALL = List.of(RIGHTS, CALLER, RETURN, ENTRY, COPY, DEAD);

  private Traps() {}

  static void write(Asm asm) {
    for (String reason : ALL) {
      asm.function(reason).op("ud2").end(reason);
    }
    asm.line(".balign 16, 0xcc");
  }
}
