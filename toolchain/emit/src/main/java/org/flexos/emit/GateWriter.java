package org.flexos.emit;

import java.util.List;
import org.flexos.model.AbiShape;
import org.flexos.model.AbiShape.Result;
import org.flexos.model.GateVariant;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;

/**
 * Writes one gate: a call from one domain into another, with exactly the argument registers of its
 * shape. Three variants (docs/security.md):
 *
 * <ul>
 *   <li>LIGHT switches rights and nothing else; both sides use one stack.
 *   <li>FULL also switches stacks, keeps the caller's callee-saved registers in the caller's memory,
 *       and clears every register that carries nothing, both ways.
 *   <li>STRICT also lets the callee check who calls, and the caller check who returns. For each
 *       (thread, domain) one word SP, writable by that domain only, has a read-only alias PUB. While
 *       D is not at its top level SP(D) differs from what it was when C called; only D's own exit
 *       puts it back. C remembers PUB(D) on its own stack and compares on return. C also publishes
 *       which gate it calls through, and D compares that after it has taken its rights.
 * </ul>
 *
 * Every comparison after a WRPKRU uses only memory that an attacker who jumps there cannot write.
 */
final class GateWriter {
  private static final List<String> ARGUMENTS = List.of("edi", "esi", "edx", "ecx", "r8d", "r9d");
  private static final List<String> CALLEE_SAVED = List.of("rbx", "rbp", "r12", "r13", "r14", "r15");
  private static final int VECTORS = 16;
  /** Words that STRICT and FULL push above the caller's return address. */
  private static final int STRICT_FRAME = 9;

  private static final int FULL_FRAME = 7;

  private final Plan plan;

  GateWriter(Plan plan) {
    this.plan = plan;
  }

  /** What one gate is made of; {@code label} is the symbol that callers refer to. */
  record Spec(
      String label, int id, int from, int to, String target, GateVariant variant, AbiShape shape) {}

  void write(Asm asm, Spec gate) {
    asm.function(gate.label());
    switch (gate.variant()) {
      case LIGHT -> writeLight(asm, gate);
      case FULL -> writeSwitching(asm, gate, false);
      case STRICT -> writeSwitching(asm, gate, true);
    }
    asm.end(gate.label());
  }

  private Domain domain(int index) {
    return plan.domains().get(index);
  }

  private void writeLight(Asm asm, Spec gate) {
    AbiShape shape = gate.shape();
    boolean pad = shape.stackWords() % 2 == 0;
    if (pad) {
      asm.op("push %rax", "alignment");
    }
    int offset = 8 * (shape.stackWords() + (pad ? 1 : 0));
    for (int i = 0; i < shape.stackWords(); i++) {
      asm.op("pushq " + offset + "(%rsp)");
    }
    keepThirdAndFourth(asm, shape);
    switchRights(asm, gate.to());
    restoreThirdAndFourth(asm, shape);
    vectorCount(asm, shape);
    asm.op("call " + gate.target());
    keepResult(asm, shape, "r10", "r11");
    switchRights(asm, gate.from());
    if (hasInt(shape)) {
      asm.op("mov %r10, %rax");
    }
    if (shape.result() == Result.INT_INT) {
      asm.op("mov %r11, %rdx");
    }
    asm.op("add $" + 8 * (shape.stackWords() + (pad ? 1 : 0)) + ", %rsp");
    asm.op("ret");
  }

  private void writeSwitching(Asm asm, Spec gate, boolean strict) {
    AbiShape shape = gate.shape();
    int caller = domain(gate.from()).stackGroup();
    int callee = domain(gate.to()).stackGroup();
    var words = new StackWords(shape.stackWords(), edge(gate));
    CALLEE_SAVED.forEach(r -> asm.op("push %" + r));
    if (strict) {
      publish(asm, gate, caller, callee);
    } else {
      asm.op("push $" + gate.id(), "outstanding call; high half: MXCSR");
    }
    asm.op("stmxcsr 4(%rsp)");
    asm.op("mov %rsp, " + word(GuestLayout.sp(caller), GuestLayout.WORD_SP));
    words.load(asm, 8 * (1 + (strict ? STRICT_FRAME : FULL_FRAME)));
    keepThirdAndFourth(asm, shape);
    switchRights(asm, gate.to());
    asm.op(
        "mov " + word(GuestLayout.sp(callee), GuestLayout.WORD_SP) + ", %rsp",
        "only now: any register may be an attacker's");
    if (strict) {
      authenticateCaller(asm, gate, caller);
    }
    words.store(asm);
    asm.op("cld");
    clearVectors(asm, shape.vectors());
    asm.op("ldmxcsr __fx_mxcsr");
    restoreThirdAndFourth(asm, shape);
    clearForCallee(asm, shape);
    asm.op("call " + gate.target());
    words.drop(asm);
    asm.op("mov %rsp, " + word(GuestLayout.sp(callee), GuestLayout.WORD_SP), "callee: I returned");
    keepResult(asm, shape, "rsi", "rdi");
    switchRights(asm, gate.from());
    asm.op("mov " + word(GuestLayout.sp(caller), GuestLayout.WORD_SP) + ", %rsp");
    finish(asm, gate, strict, caller);
  }

  private void publish(Asm asm, Spec gate, int caller, int callee) {
    asm.op("push %rax", "alignment");
    asm.op("mov " + word(GuestLayout.pub(callee), GuestLayout.WORD_SP) + ", %r10");
    asm.op("push %r10", "where the callee stands");
    asm.op(
        "mov %r10, " + word(GuestLayout.sp(caller), GuestLayout.WORD_CALLEE),
        "published: I call you, standing there,");
    asm.op(
        "movl $" + gate.id() + ", " + word(GuestLayout.sp(caller), GuestLayout.WORD_GATE),
        "through this gate");
    asm.op("push $" + GuestLayout.pub(callee), "which callee; high half: MXCSR");
  }

  private void authenticateCaller(Asm asm, Spec gate, int caller) {
    asm.op("cmpl $" + gate.id() + ", " + word(GuestLayout.pub(caller), GuestLayout.WORD_GATE));
    asm.op("jne __fxbad.caller");
    asm.op("cmp %rsp, " + word(GuestLayout.pub(caller), GuestLayout.WORD_CALLEE));
    asm.op("jne __fxbad.caller");
  }

  private void finish(Asm asm, Spec gate, boolean strict, int caller) {
    AbiShape shape = gate.shape();
    if (strict) {
      asm.op("ldmxcsr 4(%rsp)");
      asm.op("pop %r11");
      asm.op("pop %r10");
      asm.op("cmp %gs:(%r11d), %r10", "has that callee returned?");
      asm.op("jne __fxbad.return");
      asm.op("movl $0, " + word(GuestLayout.sp(caller), GuestLayout.WORD_GATE));
    } else {
      asm.op("cmpl $" + gate.id() + ", (%rsp)");
      asm.op("jne __fxbad.return");
      asm.op("ldmxcsr 4(%rsp)");
      asm.op("pop %r11");
    }
    asm.op("xchg %rsi, %rax", "rsi: a public constant");
    if (shape.result() == Result.INT_INT) {
      asm.op("mov %rdi, %rdx");
    }
    asm.op("cld");
    clearVectors(asm, vectorResults(shape));
    asm.op("xor %edi, %edi");
    asm.op("xor %r8d, %r8d");
    asm.op(strict ? "pop %r9" : "xor %r9d, %r9d");
    if (!strict) {
      asm.op("xor %r10d, %r10d");
    }
    for (int i = CALLEE_SAVED.size() - 1; i >= 0; i--) {
      asm.op("pop %" + CALLEE_SAVED.get(i));
    }
    asm.op("ret");
  }

  /** Takes the rights of a domain; traps unless exactly these were written. */
  private void switchRights(Asm asm, int to) {
    String value = "$0x" + Long.toHexString(GuestLayout.pkru(plan, domain(to)));
    asm.op("xor %ecx, %ecx");
    asm.op("xor %edx, %edx");
    asm.op("mov " + value + ", %eax");
    asm.op("wrpkru", "rights of " + domain(to).name());
    asm.op("cmp " + value + ", %eax");
    asm.op("jne __fxbad.rights");
  }

  private static void keepThirdAndFourth(Asm asm, AbiShape shape) {
    if (shape.ints() > 2) {
      asm.op("mov %rdx, %r10");
    }
    if (shape.ints() > 3) {
      asm.op("mov %rcx, %r11");
    }
  }

  private static void restoreThirdAndFourth(Asm asm, AbiShape shape) {
    if (shape.ints() > 2) {
      asm.op("mov %r10, %rdx");
    }
    if (shape.ints() > 3) {
      asm.op("mov %r11, %rcx");
    }
  }

  private static void vectorCount(Asm asm, AbiShape shape) {
    if (shape.variadic()) {
      asm.op("mov $" + shape.vectors() + ", %eax", "al: vector registers of a variadic call");
    }
  }

  /** rcx and rdx are 0 already when they carry nothing: WRPKRU demands it. */
  private static void clearForCallee(Asm asm, AbiShape shape) {
    for (int i = shape.ints(); i < ARGUMENTS.size(); i++) {
      if (i != 2 && i != 3) {
        asm.op("xor %" + ARGUMENTS.get(i) + ", %" + ARGUMENTS.get(i));
      }
    }
    for (String r : List.of("r10d", "r11d", "ebx", "ebp", "r12d", "r13d", "r14d", "r15d")) {
      asm.op("xor %" + r + ", %" + r);
    }
    vectorCount(asm, shape);
  }

  private static void keepResult(Asm asm, AbiShape shape, String first, String second) {
    if (hasInt(shape)) {
      asm.op("mov %rax, %" + first);
    }
    if (shape.result() == Result.INT_INT) {
      asm.op("mov %rdx, %" + second);
    }
    if (!hasInt(shape) && first.equals("rsi")) {
      asm.op("xor %esi, %esi");
    }
  }

  private static boolean hasInt(AbiShape shape) {
    return shape.result() == Result.INT
        || shape.result() == Result.INT_INT
        || shape.result() == Result.INT_SSE;
  }

  private static int vectorResults(AbiShape shape) {
    return switch (shape.result()) {
      case SSE, INT_SSE -> 1;
      case SSE_SSE -> 2;
      default -> 0;
    };
  }

  /** Clears all vector registers from {@code keep} on, and the upper halves of all. */
  private static void clearVectors(Asm asm, int keep) {
    if (keep == 0) {
      asm.op("vzeroall");
      return;
    }
    asm.op("vzeroupper");
    for (int i = keep; i < VECTORS; i++) {
      asm.op("vpxor %xmm" + i + ", %xmm" + i + ", %xmm" + i);
    }
  }

  private static String word(int page, int field) {
    return "%gs:0x" + Integer.toHexString(page + field);
  }

  private String edge(Spec gate) {
    return "the call of '"
        + gate.target()
        + "' from "
        + domain(gate.from()).name()
        + " to "
        + domain(gate.to()).name();
  }
}
