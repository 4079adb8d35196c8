package org.flexos.emit;

/** Writes assembly text: one instruction a line, an optional reason behind it. */
final class Asm {
  private final StringBuilder out = new StringBuilder();

  Asm line(String text) {
    out.append(text).append('\n');
    return this;
  }

  Asm label(String name) {
    return line(name + ":");
  }

  Asm op(String instruction) {
    return line("    " + instruction);
  }

  Asm op(String instruction, String why) {
    return line(String.format("    %-40s # %s", instruction, why).stripTrailing());
  }

  /** Code that starts on a boundary of its own; the gap traps wherever it is entered. */
  Asm function(String name) {
    return line(".balign 16, 0xcc")
        .line(".globl " + name)
        .line(".type " + name + ", @function")
        .label(name);
  }

  /** Closes {@link #function}, so that symbolizers know where it ends. */
  Asm end(String name) {
    return line(".size " + name + ", . - " + name);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
