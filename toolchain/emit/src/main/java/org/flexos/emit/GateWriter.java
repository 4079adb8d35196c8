package org.flexos.emit;

import org.flexos.model.AbiShape;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;

/**
 * Writes one gate: a call from one domain into another, with exactly the argument registers of its
 * shape. Three variants (docs/security.md):
 *
 * <ul>
 *   <li>LIGHT switches rights and nothing else; both sides use one stack.
 *   <li>FULL also switches stacks, keeps the caller's callee-saved registers in the caller's
 *       memory, and clears every register that carries nothing, both ways.
 *   <li>STRICT also lets the callee check who calls, and the caller check who returns. For each
 *       (thread, stack group) one word SP, writable under the group's key only, has a read-only
 *       alias PUB. While D is not at its top level SP(D) differs from what it was when C called;
 *       only D's own exit puts it back. C remembers PUB(D) on its own stack and compares on return.
 *       C also publishes which gate it calls through, and D compares that after it has taken its
 *       rights.
 * </ul>
 *
 * Every comparison after a WRPKRU uses only memory that an attacker who jumps there cannot write.
 * Gates are re-entrant: a domain that is called back starts below the frame it left, and its word
 * stands at that frame again when it returns.
 */
final class GateWriter {
  /** Words that a gate pushes above the caller's return address. */
  private static final int STRICT_FRAME = 9;

  private static final int FULL_FRAME = 7;

  /** FCW at (%rsp) of a strict frame: in the alignment word; of a full one: above the gate's id. */
  private static final int STRICT_FCW = 16;

  private static final int FULL_FCW = 2;
  private static final int FULL_ID_MAX = 0xffff;

  /**
   * Above the id of a full frame, unless FCW is there: what FCW is at first. A strict gate's way
   * back takes that word for an offset from GS, and where this one leads nothing is mapped: it must
   * not take the words of a full frame for its own. The other way round, no id is a multiple of a
   * page, as the offset in a strict frame is.
   */
  private static final int FULL_MARK = 0x37f << 16;

  private static final String WIDTH = "nothing beyond the result";

  private final Plan plan;
  private int copies;

  GateWriter(Plan plan) {
    this.plan = plan;
  }

  void write(Asm asm, GateSpec gate) {
    if (gate.copying().isNeeded()) {
      CopyStub.write(asm, gate, copies++);
    }
    asm.function(gate.gateLabel());
    if (plan.countsCalls()) {
      CallCounters.increment(asm, gate);
    }
    switch (gate.variant()) {
      case LIGHT -> writeLight(asm, gate);
      case FULL -> writeSwitching(asm, gate, false);
      case STRICT -> writeSwitching(asm, gate, true);
    }
    asm.end(gate.gateLabel());
  }

  private Domain domain(int index) {
    return plan.domains().get(index);
  }

  /**
   * The stack must be aligned where the callee is called, so an even number of stack words needs
   * one more: it holds the 0 that rcx has to be at the second WRPKRU.
   */
  private void writeLight(Asm asm, GateSpec gate) {
    AbiShape shape = gate.shape();
    int words = shape.stackWords();
    boolean pad = words % 2 == 0;
    GateParts.keepThirdAndFourth(asm, shape);
    GateParts.clear(asm, "ecx");
    if (pad) {
      asm.op("push %rcx", "alignment");
    }
    for (int i = 0; i < words; i++) {
      asm.op("pushq " + 8 * (words + (pad ? 1 : 0)) + "(%rsp)");
    }
    GateParts.clear(asm, "edx");
    GateParts.writeRights(asm, plan, gate.to());
    CopyStub.authenticate(asm, gate);
    GateParts.restoreThirdAndFourth(asm, shape);
    CopyStub.takeWords(asm, gate);
    GateParts.vectorCount(asm, shape);
    asm.op("call " + gate.target());
    keepResult(asm, gate, "r10", "r11");
    if (words > 0) {
      asm.op("add $" + 8 * words + ", %rsp");
    }
    asm.op(pad ? "pop %rcx" : "xor %ecx, %ecx");
    GateParts.clear(asm, "edx");
    GateParts.writeRights(asm, plan, gate.from());
    if (gate.returnsInt()) {
      asm.op("mov %r10, %rax");
    }
    if (gate.returnsIntPair()) {
      asm.op("mov %r11, %rdx");
    }
    asm.op("ret");
  }

  private void writeSwitching(Asm asm, GateSpec gate, boolean strict) {
    AbiShape shape = gate.shape();
    int caller = domain(gate.from()).stackGroup();
    int callee = domain(gate.to()).stackGroup();
    var words = new StackWords(shape.stackWords(), edge(gate));
    GateParts.CALLEE_SAVED.forEach(r -> asm.op("push %" + r));
    if (strict) {
      publish(asm, gate, caller, callee);
    } else {
      asm.op(
          "push $0x" + Integer.toHexString(FULL_MARK | gate.id()),
          "outstanding call; high half: MXCSR");
    }
    asm.op("stmxcsr 4(%rsp)");
    if (gate.cleansX87()) {
      asm.op("fnstcw " + (strict ? STRICT_FCW : FULL_FCW) + "(%rsp)");
    }
    asm.op("mov %rsp, " + GateParts.word(GuestLayout.sp(caller), GuestLayout.WORD_SP));
    words.load(asm, 8 * (1 + (strict ? STRICT_FRAME : FULL_FRAME)));
    GateParts.keepThirdAndFourth(asm, shape);
    GateParts.switchRights(asm, plan, gate.to());
    asm.op(
        "mov " + GateParts.word(GuestLayout.sp(callee), GuestLayout.WORD_SP) + ", %rsp",
        "only now: any register may be an attacker's");
    if (strict) {
      authenticateCaller(asm, gate, caller);
    }
    CopyStub.authenticate(asm, gate);
    words.store(asm);
    ProcessorState.enter(asm, gate);
    GateParts.restoreThirdAndFourth(asm, shape);
    GateParts.clearForCallee(asm, shape);
    CopyStub.takeWords(asm, gate);
    GateParts.vectorCount(asm, shape);
    asm.op("call " + gate.target());
    words.drop(asm);
    asm.op(
        "mov %rsp, " + GateParts.word(GuestLayout.sp(callee), GuestLayout.WORD_SP),
        "callee: I returned");
    keepResult(asm, gate, "rsi", "rdi");
    GateParts.switchRights(asm, plan, gate.from());
    asm.op("mov " + GateParts.word(GuestLayout.sp(caller), GuestLayout.WORD_SP) + ", %rsp");
    ProcessorState.leave(asm, gate, strict ? STRICT_FCW : FULL_FCW);
    if (strict) {
      authenticateReturn(asm, caller);
    } else {
      recogniseFrame(asm, gate);
    }
    finish(asm, gate, strict);
  }

  private void publish(Asm asm, GateSpec gate, int caller, int callee) {
    asm.op("push %rax", "alignment");
    asm.op("mov " + GateParts.word(GuestLayout.pub(callee), GuestLayout.WORD_SP) + ", %r10");
    asm.op("push %r10", "where the callee stands");
    asm.op(
        "mov %r10, " + GateParts.word(GuestLayout.sp(caller), GuestLayout.WORD_CALLEE),
        "published: I call you, standing there,");
    asm.op(
        "movl $" + gate.id() + ", " + GateParts.word(GuestLayout.sp(caller), GuestLayout.WORD_GATE),
        "through this gate");
    asm.op("push $" + GuestLayout.pub(callee), "which callee; high half: MXCSR");
  }

  private static void authenticateCaller(Asm asm, GateSpec gate, int caller) {
    int page = GuestLayout.pub(caller);
    asm.op("cmpl $" + gate.id() + ", " + GateParts.word(page, GuestLayout.WORD_GATE));
    asm.op("jne " + Traps.CALLER);
    asm.op("cmp %rsp, " + GateParts.word(page, GuestLayout.WORD_CALLEE));
    asm.op("jne " + Traps.CALLER);
  }

  /** The frame says which callee was called: this may be the way back of another gate. */
  private static void authenticateReturn(Asm asm, int caller) {
    asm.op("pop %r11");
    asm.op("pop %r10");
    asm.op("cmp %gs:(%r11d), %r10", "has that callee returned?");
    asm.op("jne " + Traps.RETURN);
    asm.op("movl $0, " + GateParts.word(GuestLayout.sp(caller), GuestLayout.WORD_GATE));
  }

  private static void recogniseFrame(Asm asm, GateSpec gate) {
    if (gate.id() > FULL_ID_MAX || gate.id() % ImageRange.PAGE == 0) {
      throw new IllegalArgumentException("a full gate cannot have the id " + gate.id());
    }
    asm.op("cmpw $" + gate.id() + ", (%rsp)");
    asm.op("jne " + Traps.RETURN);
    asm.op("pop %r11");
  }

  private static void finish(Asm asm, GateSpec gate, boolean strict) {
    asm.op("xchg %rsi, %rax", "rsi: a public constant");
    if (gate.returnsIntPair()) {
      asm.op("mov %rdi, %rdx");
    }
    asm.op("cld");
    ProcessorState.clearVectorsForCaller(asm, gate);
    GateParts.clear(asm, "edi");
    GateParts.clear(asm, "r8d");
    asm.op(strict ? "pop %r9" : "xor %r9d, %r9d");
    if (!strict) {
      GateParts.clear(asm, "r10d");
    }
    for (int i = GateParts.CALLEE_SAVED.size() - 1; i >= 0; i--) {
      asm.op("pop %" + GateParts.CALLEE_SAVED.get(i));
    }
    asm.op("ret");
  }

  private static void keepResult(Asm asm, GateSpec gate, String first, String second) {
    switch (gate.resultBytes()) {
      case 0 -> {}
      case Byte.BYTES -> asm.op("movzbl %al, %" + half(first), WIDTH);
      case Short.BYTES -> asm.op("movzwl %ax, %" + half(first), WIDTH);
      case Integer.BYTES -> asm.op("mov %eax, %" + half(first), WIDTH);
      default -> asm.op("mov %rax, %" + first);
    }
    if (gate.returnsIntPair()) {
      asm.op("mov %rdx, %" + second);
    }
    if (!gate.returnsInt() && first.equals("rsi")) {
      GateParts.clear(asm, "esi");
    }
  }

  /** The lower 32 bits; an instruction that writes them clears the others. */
  private static String half(String register) {
    return register.equals("r10") ? "r10d" : "e" + register.substring(1);
  }

  private String edge(GateSpec gate) {
    return "the call of '"
        + gate.target()
        + "' from "
        + domain(gate.from()).name()
        + " to "
        + domain(gate.to()).name();
  }
}
