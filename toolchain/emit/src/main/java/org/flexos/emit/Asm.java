package org.flexos.emit;

/** Writes assembly text: one instruction a line, an optional reason behind it. */
final class Asm {
  /** Column of reasons, behind the indentation. */
  private static final int REASONS = 40;

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
    // Not by a Formatter, which is slow when it is cold: there are a thousand such lines.
    String padding = " ".repeat(Math.max(0, REASONS - instruction.length()));
    return line(("    " + instruction + padding + " # " + why).stripTrailing());
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
