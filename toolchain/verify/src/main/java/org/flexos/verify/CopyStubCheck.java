package org.flexos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.verify.ElfFile.Symbol;

/**
 * The stubs of copying gates, byte for byte: they are the only generated code that makes system
 * calls, and may make no others. What they do with registers is not trusted: the gates behind them
 * ask ring 0.
 */
final class CopyStubCheck {
  private static final int[] REGISTERS = {7, 6, 2, 1, 8, 9};
  private static final int FOURTH = 3;
  private static final byte[] SYSTEM_CALL = Encoding.bytes(0x0f, 0x05);
  private static final byte[] RCX_TO_R10 = Encoding.bytes(0x49, 0x89, 0xca);
  private static final byte[] R10_TO_RCX = Encoding.bytes(0x4c, 0x89, 0xd1);
  private static final byte[] RAX_TO_RDI = Encoding.bytes(0x48, 0x89, 0xc7);
  private static final byte[] PUSH_RAX = Encoding.bytes(0x50);

  /** How a gate puts back the third and the fourth argument. */
  private static final byte[] R10_TO_RDX = Encoding.bytes(0x4c, 0x89, 0xd2);

  private static final byte[] R11_TO_RCX = Encoding.bytes(0x4c, 0x89, 0xd9);

  private final LinkedImage image;
  private final Findings findings;

  CopyStubCheck(LinkedImage image, Findings findings) {
    this.image = image;
    this.findings = findings;
  }

  /** Copying gates, each at its index in the image's table. */
  static List<GateEdge> copying(List<GateEdge> edges) {
    return edges.stream().filter(e -> e.copying().isNeeded()).toList();
  }

  static byte[] load(GateEdge edge, int register) {
    return Encoding.loadWord(GuestRules.copyWord(edge.to().index(), register), REGISTERS[register]);
  }

  /** The gate loads the register between two instructions, and nothing changes it after that. */
  static boolean takesWord(FunctionCode code, GateEdge edge, int register, int from, int to) {
    int at = code.find(from, load(edge, register));
    if (at < 0 || at > to) {
      return false;
    }
    for (int i = at + 1; i < to; i++) {
      if (code.is(i, Encoding.clear(REGISTERS[register]))
          || register == 2 && code.is(i, R10_TO_RDX)
          || register == FOURTH && code.is(i, R11_TO_RCX)) {
        return false;
      }
    }
    return true;
  }

  void check(List<GateEdge> edges) {
    List<GateEdge> copying = copying(edges);
    for (int i = 0; i < copying.size(); i++) {
      check(copying.get(i), i);
    }
  }

  private void check(GateEdge edge, int index) {
    Optional<Symbol> stub =
        image
            .global(edge.entry())
            .filter(s -> image.regionOf(s).filter(r -> r.kind() == Region.Kind.GATES).isPresent());
    Optional<FunctionCode> code = stub.flatMap(s -> FunctionCode.of(image, s));
    if (code.isEmpty()) {
      findings.add("the stub of the " + edge.describe() + " is not in the image");
    } else if (!isSound(code.get(), edge, index)) {
      findings.at(
          stub.get().value(),
          "the stub of the " + edge.describe() + " is not what asks ring 0 for its copies");
    }
  }

  private boolean isSound(FunctionCode code, GateEdge edge, int index) {
    var steps = new ArrayList<byte[]>();
    boolean fourth = edge.shape().ints() > FOURTH;
    int words = edge.shape().stackWords();
    int room = 8 * (words + (words % 2 == 0 ? 1 : 0));
    if (fourth) {
      steps.add(RCX_TO_R10);
    }
    steps.add(call(GuestRules.SYS_COPY_IN, index));
    steps.add(SYSTEM_CALL);
    if (fourth) {
      steps.add(R10_TO_RCX);
    }
    if (words % 2 == 0) {
      steps.add(PUSH_RAX);
    }
    for (int i = 0; i < words; i++) {
      steps.add(Encoding.pushWord(room));
    }
    int before = steps.size();
    steps.add(new byte[0]); // the call of the gate
    steps.add(Encoding.moveStack(room, false));
    steps.add(RAX_TO_RDI);
    steps.add(call(GuestRules.SYS_COPY_OUT, index));
    steps.add(SYSTEM_CALL);
    steps.add(Encoding.RETURN);
    boolean sound = code.complete() && code.size() == steps.size();
    for (int i = 0; sound && i < steps.size(); i++) {
      sound = i == before ? callsGate(code, i, edge) : code.is(i, steps.get(i));
    }
    return sound;
  }

  private boolean callsGate(FunctionCode code, int at, GateEdge edge) {
    Instruction i = code.get(at);
    return i.isCall()
        && image.global(edge.label()).filter(s -> s.value() == code.target(i)).isPresent();
  }

  private static byte[] call(int number, int index) {
    return Encoding.loadRights(number | index << GuestRules.SYS_COPY_SHIFT);
  }
}
