package org.flexos.emit;

import java.util.ArrayList;
import java.util.List;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.ThunkGate;

/**
 * Writes entry thunks: what a function pointer holds when it can reach another domain. In the
 * owner's domain a thunk is a jump; elsewhere it goes through the gate of the domain that calls.
 * Which domain that is comes from PKRU, so a thunk needs no argument and clobbers none.
 */
final class ThunkWriter {
  /** One way through a thunk: with these rights, go there. */
  private record Way(long pkru, String to) {}

  private final Plan plan;
  private final GateWriter gates;

  ThunkWriter(Plan plan, GateWriter gates) {
    this.plan = plan;
    this.gates = gates;
  }

  void write(Asm asm, EntryThunk thunk) {
    var ways = new ArrayList<Way>();
    if (thunk.owner() < 0) {
      for (Domain d : plan.domains()) {
        ways.add(new Way(GuestLayout.pkru(plan, d), HeapStubWriter.stub(d.index(), thunk.target())));
      }
    } else {
      Domain owner = plan.domains().get(thunk.owner());
      ways.add(new Way(GuestLayout.pkru(plan, owner), thunk.target()));
      for (ThunkGate gate : thunk.gates()) {
        Domain from = plan.domains().get(gate.from());
        ways.add(new Way(GuestLayout.pkru(plan, from), gateLabel(gate)));
      }
    }
    writeDispatch(asm, thunk.symbol(), ways);
    for (ThunkGate gate : thunk.gates()) {
      gates.write(
          asm,
          new GateWriter.Spec(
              gateLabel(gate),
              gate.id(),
              gate.from(),
              thunk.owner(),
              thunk.target(),
              gate.variant(),
              thunk.shape()));
    }
  }

  private static String gateLabel(ThunkGate gate) {
    return "__fxt." + gate.id();
  }

  private void writeDispatch(Asm asm, String symbol, List<Way> ways) {
    asm.function(symbol);
    if (ways.size() == 1 || plan.domains().size() == 1) {
      asm.op("jmp " + ways.get(0).to()).end(symbol);
      return;
    }
    asm.op("push %rax", "al of a variadic call");
    asm.op("mov %rcx, %r10");
    asm.op("mov %rdx, %r11");
    asm.op("xor %ecx, %ecx");
    asm.op("rdpkru");
    for (int i = 0; i < ways.size(); i++) {
      asm.op("cmp $0x" + Long.toHexString(ways.get(i).pkru()) + ", %eax");
      asm.op("je " + (i + 1) + "f");
    }
    asm.op("jmp __fxbad.entry");
    for (int i = 0; i < ways.size(); i++) {
      asm.label(String.valueOf(i + 1));
      asm.op("mov %r10, %rcx");
      asm.op("mov %r11, %rdx");
      asm.op("pop %rax");
      asm.op("jmp " + ways.get(i).to());
    }
    asm.end(symbol);
  }
}
