package org.flexos.emit;

import java.util.ArrayList;
import java.util.List;
import org.flexos.model.UserErrorException;

/**
 * Carries a call's stack words over the switch in registers (docs/adr/0003): six callee-saved
 * registers, then ymm15 down to ymm8.
 */
final class StackWords {
  private static final List<String> GENERAL = List.of("rbx", "rbp", "r12", "r13", "r14", "r15");
  private static final int FIRST_VECTOR = 15;
  private static final int LAST_VECTOR = 8;

  /** One move: {@code words} words at {@code index}, in {@code register}. */
  private record Chunk(int index, int words, String move, String register) {}

  private final int words;
  private final List<Chunk> chunks = new ArrayList<>();

  /**
   * @throws UserErrorException more words than registers; {@code edge} names the call
   */
  StackWords(int words, String edge) {
    this.words = words;
    int index = 0;
    for (; index < words && index < GENERAL.size(); index++) {
      chunks.add(new Chunk(index, 1, "mov", GENERAL.get(index)));
    }
    int vector = FIRST_VECTOR;
    while (index < words) {
      if (vector < LAST_VECTOR) {
        throw new UserErrorException(
            edge
                + " passes "
                + words * 8
                + " bytes on the stack, more than a gate carries (at most 304);"
                + " pass the struct by pointer, or place both libraries in one compartment");
      }
      int left = words - index;
      Chunk chunk =
          left >= 4
              ? new Chunk(index, 4, "vmovdqu", "ymm" + vector)
              : left >= 2
                  ? new Chunk(index, 2, "vmovdqu", "xmm" + vector)
                  : new Chunk(index, 1, "vmovq", "xmm" + vector);
      chunks.add(chunk);
      index += chunk.words();
      vector--;
    }
  }

  /** Loads the words, the first of which is at {@code offset(%rsp)}. */
  void load(Asm asm, int offset) {
    for (Chunk c : chunks) {
      asm.op(c.move() + " " + (offset + 8 * c.index()) + "(%rsp), %" + c.register());
    }
  }

  /** Makes room on the new stack, keeping it aligned, and stores them there. */
  void store(Asm asm) {
    if (words > 0) {
      asm.op("sub $" + bytes() + ", %rsp", "stack words of the call");
    }
    for (Chunk c : chunks) {
      asm.op(c.move() + " %" + c.register() + ", " + 8 * c.index() + "(%rsp)");
    }
  }

  void drop(Asm asm) {
    if (words > 0) {
      asm.op("add $" + bytes() + ", %rsp");
    }
  }

  private int bytes() {
    return 8 * (words + words % 2);
  }
}
