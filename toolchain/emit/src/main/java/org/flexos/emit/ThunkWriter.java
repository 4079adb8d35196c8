package org.flexos.emit;

import java.util.ArrayList;
import java.util.List;
import org.flexos.model.AbiShape;
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
  private static final int ALL_INTS = 6;
  private static final int ALL_VECTORS = 8;

  /** One way through a thunk: with these rights, go there. */
  private record Way(long pkru, String to) {}

  private final Plan plan;
  private final GateWriter gates;
  private final CodeFacts code;

  ThunkWriter(Plan plan, GateWriter gates, CodeFacts code) {
    this.plan = plan;
    this.gates = gates;
    this.code = code;
  }

  void write(Asm asm, EntryThunk thunk) {
    var ways = new ArrayList<Way>();
    if (thunk.owner() < 0) {
      for (Domain d : plan.domains()) {
        if (HeapStubWriter.ownsHeap(plan, d)) {
          ways.add(new Way(GuestLayout.pkru(plan, d), HeapOperation.stubFor(thunk, d)));
        }
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
    thunk.gates().forEach(g -> writeGate(asm, thunk, g));
  }

  private void writeGate(Asm asm, EntryThunk thunk, ThunkGate gate) {
    gates.write(
        asm,
        new GateSpec(
            gateLabel(gate),
            gate.id(),
            gate.from(),
            thunk.owner(),
            thunk.target(),
            gate.variant(),
            callShape(thunk.shape()),
            code.usesX87(gate.from()) || code.usesX87(thunk.owner()),
            gate.copying()));
  }

  /**
   * A variadic function's definition says nothing of what a call through a pointer passes: all
   * argument registers are taken along. Words on the stack beyond the fixed ones are not.
   */
  private static AbiShape callShape(AbiShape shape) {
    return shape.variadic()
        ? new AbiShape(ALL_INTS, ALL_VECTORS, shape.stackWords(), shape.result(), true)
        : shape;
  }

  private static String gateLabel(ThunkGate gate) {
    return "__fxt." + gate.id();
  }

  private void writeDispatch(Asm asm, String symbol, List<Way> ways) {
    asm.function(symbol);
    if (plan.domains().size() == 1) {
      asm.op("jmp " + ways.get(0).to()).end(symbol);
      return;
    }
    asm.op("push %rax", "al of a variadic call");
    asm.op("mov %rcx, %r10");
    asm.op("mov %rdx, %r11");
    asm.op("xor %ecx, %ecx");
    asm.op("rdpkru", "eax; clears rdx");
    asm.op("mov %r10, %rcx");
    asm.op("mov %r11, %rdx");
    asm.op("mov %eax, %r10d");
    asm.op("pop %rax");
    for (Way way : ways) {
      asm.op("cmp $0x" + Long.toHexString(way.pkru()) + ", %r10d");
      asm.op("je " + way.to());
    }
    asm.op("jmp " + Traps.ENTRY);
    asm.end(symbol);
  }
}
