package org.flexos.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flexos.model.GateVariant;
import org.flexos.verify.ElfFile.Symbol;

/**
 * Every gate of the plan is in the image and takes the steps that its variant promises, in their
 * order: it publishes, switches rights and stacks, authenticates, clears registers, calls its
 * target and nothing else, and returns.
 */
final class GateCheck {
  static final String NAME = "gates";
  private static final List<Integer> CARRYING_NOTHING = List.of(10, 11, 3, 5, 12, 13, 14, 15);
  private static final int[] ARGUMENTS = {7, 6, 2, 1, 8, 9};
  private static final int[] CALLEE_SAVED = {3, 5, 12, 13, 14, 15};
  private static final int VECTORS = 16;

  private final LinkedImage image;
  private final Findings findings;
  private final Set<Long> traps;

  private GateCheck(LinkedImage image) {
    this.image = image;
    this.findings = image.findings();
    this.traps = Traps.ALL.stream().map(t -> Traps.address(image, t)).collect(Collectors.toSet());
  }

  static Check run(LinkedImage image) {
    return new GateCheck(image).run();
  }

  private Check run() {
    List<GateEdge> edges = GateEdge.all(image.plan());
    new CounterCheck(image, findings).check(edges);
    edges.forEach(this::check);
    checkIds(edges);
    var area = new GateArea(image, findings);
    area.check(edges);
    return findings.check(
        NAME,
        edges.size()
            + " gates, "
            + edges.stream().filter(e -> e.copying().isNeeded()).count()
            + " of them copying, "
            + area.thunks()
            + " thunks, "
            + area.stubs()
            + " heap stubs"
            + (image.plan().countsCalls() ? ", and a counter for each gate" : ""));
  }

  /** A callee knows its caller by the gate's id. */
  private void checkIds(List<GateEdge> edges) {
    var seen = new HashMap<Integer, GateEdge>();
    for (GateEdge edge : edges) {
      GateEdge other = seen.put(edge.id(), edge);
      if (other != null) {
        findings.add("the " + edge.describe() + " has the id of the " + other.describe());
      }
    }
  }

  private void check(GateEdge edge) {
    if (edge.from().index() == edge.to().index()) {
      findings.add("the " + edge.describe() + " leads nowhere else");
    }
    boolean oneStack = edge.from().stackGroup() == edge.to().stackGroup();
    if (oneStack != (edge.variant() == GateVariant.LIGHT)) {
      findings.add(
          "the "
              + edge.describe()
              + (oneStack
                  ? " switches between stacks that are one"
                  : " leaves the callee on its caller's stack"));
    }
    boolean own =
        image
            .global(edge.target())
            .flatMap(image::regionOf)
            .filter(r -> r.kind() == Region.Kind.TEXT && r.domain() == edge.to().index())
            .isPresent();
    if (!own) {
      findings.add("the " + edge.describe() + " leads to what is no code of " + edge.to().name());
    }
    var found = GateCode.of(image, edge);
    if (found.isEmpty()) {
      findings.add("the " + edge.describe() + " ('" + edge.label() + "') is not in the image");
      return;
    }
    new CounterCheck(image, findings).check(edge, found.get().code());
    new OneGate(edge, found.get()).check();
  }

  /** The checks of one gate. */
  private final class OneGate {
    private final GateEdge edge;
    private final GateCode gate;
    private final FunctionCode code;
    private final int caller;
    private final int callee;
    private int call = -1;

    OneGate(GateEdge edge, GateCode gate) {
      this.edge = edge;
      this.gate = gate;
      this.code = gate.code();
      this.caller = edge.from().stackGroup();
      this.callee = edge.to().stackGroup();
    }

    private void require(boolean holds, String step) {
      if (!holds) {
        findings.at(address(), "the " + edge.describe() + " " + step);
      }
    }

    private long address() {
      return image.global(edge.label()).map(Symbol::value).orElse(-1L);
    }

    void check() {
      checkFlow();
      int second = gate.leaving();
      require(
          second >= 0 && code.find(second + 1, Encoding.WRPKRU) < 0,
          "does not switch rights exactly twice");
      require(
          call > gate.entering() && call < second,
          "does not call its target between its two switches of rights");
      if (second < 0 || call < 0) {
        return;
      }
      if (edge.copying().isNeeded()) {
        checkCopying();
      }
      if (edge.variant() == GateVariant.LIGHT) {
        return;
      }
      checkFrame();
      checkStacks();
      checkRegisters();
      if (edge.variant() == GateVariant.STRICT) {
        checkStrict();
      } else {
        checkFull();
      }
    }

    /** Right after the callee's rights, stack and caller are certain. */
    private void checkCopying() {
      int word = GuestRules.copyGate(edge.to().index());
      int at =
          gate.entering()
              + switch (edge.variant()) {
                case LIGHT -> 3;
                case FULL -> 4;
                case STRICT -> 8;
              };
      require(
          code.is(at, Encoding.compareNumber(word, edge.id()))
              && Traps.guards(image, code, at + 1, Traps.COPY)
              && code.is(at + 2, Encoding.storeNumber(word, 0)),
          "does not ask whether ring 0 has checked its arguments");
      for (int register : edge.copiedRegisters()) {
        require(
            CopyStubCheck.takesWord(code, edge, register, at + 3, call),
            "takes argument register " + register + " from its caller, not from ring 0");
      }
    }

    private void checkFlow() {
      require(code.complete(), "holds bytes that are no instruction");
      long target = image.global(edge.target()).map(Symbol::value).orElse(-1L);
      var vocabulary = GateVocabulary.of(image, edge);
      for (int i = 0; i < code.size(); i++) {
        Instruction instruction = code.get(i);
        if (!vocabulary.has(code, instruction)) {
          findings.at(
              code.address(instruction),
              "the "
                  + edge.describe()
                  + " has an instruction that gates have no use for: "
                  + code.hex(instruction));
        }
        if (instruction.isCall()) {
          require(call < 0 && code.target(instruction) == target, "calls something else");
          call = i;
        } else if (instruction.isConditional()) {
          require(traps.contains(code.target(instruction)), "branches elsewhere than to a trap");
        } else if (instruction.isReturn()) {
          require(i == code.size() - 1, "returns early");
        } else {
          require(!instruction.isDirectBranch(), "jumps somewhere");
        }
      }
      require(code.is(code.size() - 1, Encoding.RETURN), "does not end in a return");
    }

    private boolean between(int from, int to, byte[] instruction) {
      int at = code.find(from, instruction);
      return at >= 0 && at < to;
    }

    /** Callee-saved registers wait in the caller's own memory. */
    private void checkFrame() {
      int start = image.plan().countsCalls() ? 1 : 0;
      int end = code.size() - 1;
      for (int i = 0; i < CALLEE_SAVED.length; i++) {
        require(
            code.is(start + i, Encoding.pushRegister(CALLEE_SAVED[i]))
                && code.is(end - 1 - i, Encoding.popRegister(CALLEE_SAVED[i])),
            "does not keep general register " + CALLEE_SAVED[i]);
      }
    }

    private void checkStacks() {
      int first = gate.entering();
      for (int at : new int[] {first, gate.leaving()}) {
        require(
            code.is(at - 3, Encoding.clear(1)) && code.is(at - 2, Encoding.clear(2)),
            "switches rights with rcx or rdx as they are");
      }
      require(
          between(0, first, Encoding.storeStack(GuestRules.sp(caller) + GuestRules.WORD_SP)),
          "does not save the caller's stack pointer");
      require(
          code.is(first + 3, Encoding.loadStack(GuestRules.sp(callee))),
          "does not take the callee's stack right after its rights");
      require(
          between(call, gate.leaving(), Encoding.storeStack(GuestRules.sp(callee))),
          "does not say that the callee returned");
      require(
          code.is(gate.leaving() + 3, Encoding.loadStack(GuestRules.sp(caller))),
          "does not take the caller's stack right after its rights");
    }

    private void checkRegisters() {
      int first = gate.entering();
      require(
          between(first, call, Encoding.CLEAR_DIRECTION),
          "enters with the direction flag as it is");
      require(
          between(gate.leaving(), code.size(), Encoding.CLEAR_DIRECTION),
          "returns with the direction flag as it is");
      for (int register : CARRYING_NOTHING) {
        requireCleared(register, first, call, "enters");
      }
      for (int i = edge.shape().ints(); i < ARGUMENTS.length; i++) {
        // WRPKRU demands that rcx and rdx are 0.
        if (ARGUMENTS[i] != 1 && ARGUMENTS[i] != 2) {
          requireCleared(ARGUMENTS[i], first, call, "enters");
        }
      }
      requireCleared(7, gate.leaving(), code.size(), "returns");
      requireCleared(8, gate.leaving(), code.size(), "returns");
      if (edge.variant() == GateVariant.FULL) {
        // Where a strict gate has public values.
        requireCleared(9, gate.leaving(), code.size(), "returns");
        requireCleared(10, gate.leaving(), code.size(), "returns");
      }
      require(
          between(gate.entering(), call, Encoding.loadMxcsr(address("__fx_mxcsr")))
              || initialState(gate.entering(), call),
          "enters with MXCSR as it is");
      require(
          between(0, gate.entering(), Encoding.SAVE_MXCSR)
              && between(gate.leaving(), code.size(), Encoding.LOAD_MXCSR),
          "returns with MXCSR as it is");
      require(
          vectorsCleared(first, call, edge.shape().vectors()),
          "enters with vector registers as they are");
      require(
          vectorsCleared(gate.leaving(), code.size(), edge.vectorResults()),
          "returns with vector registers as they are");
    }

    private void requireCleared(int register, int from, int to, String when) {
      require(
          between(from, to, Encoding.clear(register)),
          when + " with general register " + register + " as it is");
    }

    private boolean vectorsCleared(int from, int to, int keep) {
      if (keep == 0 && between(from, to, Encoding.CLEAR_VECTORS)) {
        return true;
      }
      if (keep == 0 && initialState(from, to)) {
        return true;
      }
      boolean all = between(from, to, Encoding.CLEAR_UPPER_VECTORS);
      for (int i = keep; i < VECTORS; i++) {
        all &= between(from, to, Encoding.clearVector(i));
      }
      return all;
    }

    /** XRSTOR of everything: x87, vectors and MXCSR. */
    private boolean initialState(int from, int to) {
      for (int i = from; i < to; i++) {
        if (gate.sanctionsState(i) && code.is(i - 1, Encoding.loadRights(7))) {
          return true;
        }
      }
      return false;
    }

    private long address(String label) {
      return image.label(label).map(Symbol::value).orElse(-1L);
    }

    private void checkStrict() {
      int first = gate.entering();
      int own = GuestRules.sp(caller);
      int seen = GuestRules.pub(caller);
      require(
          between(0, first, Encoding.loadR10(GuestRules.pub(callee)))
              && between(0, first, Encoding.storeR10(own + GuestRules.WORD_CALLEE))
              && between(0, first, Encoding.storeNumber(own + GuestRules.WORD_GATE, edge.id()))
              && between(0, first, Encoding.push(GuestRules.pub(callee))),
          "does not publish whom it calls through which gate");
      require(
          code.is(first + 4, Encoding.compareNumber(seen + GuestRules.WORD_GATE, edge.id()))
              && Traps.guards(image, code, first + 5, Traps.CALLER)
              && code.is(first + 6, Encoding.compareStack(seen + GuestRules.WORD_CALLEE))
              && Traps.guards(image, code, first + 7, Traps.CALLER),
          "does not authenticate its caller");
      int at = code.find(gate.leaving() + 4, Encoding.POP_R11);
      require(
          at >= 0
              && code.is(at + 1, Encoding.POP_R10)
              && (code.is(at + 2, Encoding.COMPARE_RETURN)
                  || code.is(at + 2, Encoding.COMPARE_RETURN_TOO))
              && Traps.guards(image, code, at + 3, Traps.RETURN),
          "does not authenticate the return");
      require(
          between(
              Math.max(at, 0), code.size(), Encoding.storeNumber(own + GuestRules.WORD_GATE, 0)),
          "does not take back what it published");
    }

    private void checkFull() {
      require(
          between(0, gate.entering(), Encoding.push(GuestRules.fullFrame(edge.id()))),
          "does not mark its frame");
      require(edge.id() % GuestRules.PAGE != 0, "has an id that marks frames of strict gates");
      int at = code.find(gate.leaving() + 4, Encoding.compareFrame(edge.id()));
      require(
          at >= 0 && Traps.guards(image, code, at + 1, Traps.RETURN),
          "does not recognise its frame");
    }
  }
}
