package org.flexos.emit;

import java.util.List;
import java.util.TreeSet;
import org.flexos.model.Plan.Copy;

/**
 * What makes a gate a copying one (docs/adr/0008-ring-0-copies.md). Its callers enter a stub, which
 * runs with their rights and asks ring 0 to copy their buffers before the gate and after it. The
 * gate itself takes pointers and sizes from the callee's own words, where ring 0 has put them, and
 * once for each copy: what the stub, or whoever jumps past it, brings in those registers does not
 * matter.
 */
final class CopyStub {
  private static final List<String> REGISTERS = List.of("rdi", "rsi", "rdx", "rcx", "r8", "r9");
  private static final int FOURTH = 3;

  private CopyStub() {}

  /**
   * @param index position in the image's table of copying gates
   */
  static void write(Asm asm, GateSpec gate, int index) {
    boolean fourth = gate.shape().ints() > FOURTH;
    int words = gate.shape().stackWords();
    boolean pad = words % 2 == 0;
    asm.function(gate.label());
    if (fourth) {
      asm.op("mov %rcx, %r10", "SYSCALL takes rcx");
    }
    asm.op("mov $" + number(GuestLayout.SYS_COPY_IN, index) + ", %eax", "copy_in");
    asm.op("syscall");
    if (fourth) {
      asm.op("mov %r10, %rcx");
    }
    if (pad) {
      asm.op("push %rax", "alignment");
    }
    for (int i = 0; i < words; i++) {
      asm.op("pushq " + 8 * (words + (pad ? 1 : 0)) + "(%rsp)");
    }
    asm.op("call " + gate.gateLabel());
    asm.op("add $" + 8 * (words + (pad ? 1 : 0)) + ", %rsp");
    asm.op("mov %rax, %rdi");
    asm.op("mov $" + number(GuestLayout.SYS_COPY_OUT, index) + ", %eax", "copy_out");
    asm.op("syscall");
    asm.op("ret");
    asm.end(gate.label());
  }

  private static String number(int call, int index) {
    return "0x" + Integer.toHexString(call | index << GuestLayout.SYS_COPY_SHIFT);
  }

  /** With the callee's rights: ring 0 has copied for this gate, and for one entry. */
  static void authenticate(Asm asm, GateSpec gate) {
    if (gate.copying().isNeeded()) {
      String word = "%gs:0x" + Integer.toHexString(GuestLayout.copyGate(gate.to()));
      asm.op("cmpl $" + gate.id() + ", " + word, "has ring 0 checked the arguments?");
      asm.op("jne " + Traps.COPY);
      asm.op("movl $0, " + word);
    }
  }

  /** Pointers and sizes as ring 0 left them; other registers are the caller's business. */
  static void takeWords(Asm asm, GateSpec gate) {
    for (int register : registers(gate)) {
      asm.op(
          "mov %gs:0x"
              + Integer.toHexString(GuestLayout.copyWord(gate.to(), register))
              + ", %"
              + REGISTERS.get(register));
    }
  }

  private static TreeSet<Integer> registers(GateSpec gate) {
    var used = new TreeSet<Integer>();
    for (Copy copy : gate.copying().arguments()) {
      used.add(copy.register());
      used.add(copy.first());
      used.add(copy.second());
    }
    return new TreeSet<>(used.tailSet(0));
  }
}
