package org.flexos.emit;

import java.util.List;
import org.flexos.model.AbiShape;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;

/** Steps that gates of all variants are made of. */
final class GateParts {
  static final List<String> CALLEE_SAVED = List.of("rbx", "rbp", "r12", "r13", "r14", "r15");
  private static final List<String> ARGUMENTS = List.of("edi", "esi", "edx", "ecx", "r8d", "r9d");
  private static final List<String> CARRY_NOTHING =
      List.of("r10d", "r11d", "ebx", "ebp", "r12d", "r13d", "r14d", "r15d");
  private static final int VECTORS = 16;

  private GateParts() {}

  /**
   * Takes the rights of a domain, with rcx and rdx cleared before; traps unless these were taken.
   */
  static void switchRights(Asm asm, Plan plan, int to) {
    clear(asm, "ecx");
    clear(asm, "edx");
    writeRights(asm, plan, to);
  }

  /** As {@link #switchRights}, with rcx and rdx known to be 0. */
  static void writeRights(Asm asm, Plan plan, int to) {
    Domain domain = plan.domains().get(to);
    String value = "$0x" + Long.toHexString(GuestLayout.pkru(plan, domain));
    asm.op("mov " + value + ", %eax");
    asm.op("wrpkru", "rights of " + domain.name());
    asm.op("cmp " + value + ", %eax", "or did an attacker bring its own?");
    asm.op("jne " + Traps.RIGHTS);
  }

  static void clear(Asm asm, String register) {
    asm.op("xor %" + register + ", %" + register);
  }

  /** WRPKRU takes rcx and rdx: arguments three and four wait in r10 and r11. */
  static void keepThirdAndFourth(Asm asm, AbiShape shape) {
    if (shape.ints() > 2) {
      asm.op("mov %rdx, %r10");
    }
    if (shape.ints() > 3) {
      asm.op("mov %rcx, %r11");
    }
  }

  static void restoreThirdAndFourth(Asm asm, AbiShape shape) {
    if (shape.ints() > 2) {
      asm.op("mov %r10, %rdx");
    }
    if (shape.ints() > 3) {
      asm.op("mov %r11, %rcx");
    }
  }

  static void vectorCount(Asm asm, AbiShape shape) {
    if (shape.variadic()) {
      asm.op("mov $" + shape.vectors() + ", %eax", "al: vector registers of a variadic call");
    }
  }

  /** rcx and rdx are 0 already when they carry nothing: WRPKRU demands it. */
  static void clearForCallee(Asm asm, AbiShape shape) {
    for (int i = shape.ints(); i < ARGUMENTS.size(); i++) {
      if (i != 2 && i != 3) {
        clear(asm, ARGUMENTS.get(i));
      }
    }
    CARRY_NOTHING.forEach(r -> clear(asm, r));
  }

  /** Clears all vector registers from {@code keep} on, and the upper halves of all. */
  static void clearVectors(Asm asm, int keep) {
    if (keep == 0) {
      asm.op("vzeroall");
      return;
    }
    asm.op("vzeroupper");
    for (int i = keep; i < VECTORS; i++) {
      asm.op("vpxor %xmm" + i + ", %xmm" + i + ", %xmm" + i);
    }
  }

  static String word(int page, int field) {
    return "%gs:0x" + Integer.toHexString(page + field);
  }
}
