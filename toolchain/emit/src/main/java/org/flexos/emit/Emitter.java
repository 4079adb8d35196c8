package org.flexos.emit;

import java.util.SortedMap;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;

/** Plan to text: the assembly of gates, thunks, heap stubs and tables, and the linker script. */
public final class Emitter {
  private Emitter() {}

  /** Pure; the same input gives the same text. */
  public static Emission emit(
      Plan plan, ImageSpec image, SortedMap<String, LibraryFacts> facts) {
    var asm = new Asm();
    asm.line("# Generated from the plan of " + plan.application() + "; edit the profile instead.");
    writeGates(asm, plan);
    new HeapStubWriter(plan).writeHeaps(asm);
    new TableWriter(plan, facts).write(asm);
    asm.line(".section .note.GNU-stack,\"\",@progbits");
    return new Emission(asm.toString(), new LinkerScriptWriter(plan, image, facts).write());
  }

  private static void writeGates(Asm asm, Plan plan) {
    var gates = new GateWriter(plan);
    var thunks = new ThunkWriter(plan, gates);
    asm.line(".section .text.gates,\"ax\",@progbits");
    for (Binding binding : plan.bindings()) {
      if (binding instanceof Gate gate) {
        gates.write(
            asm,
            new GateWriter.Spec(
                gate.symbol(),
                gate.id(),
                gate.from(),
                gate.to(),
                gate.target(),
                gate.variant(),
                gate.shape()));
      } else if (binding instanceof EntryThunk thunk) {
        thunks.write(asm, thunk);
      }
    }
    new HeapStubWriter(plan).write(asm);
    writeTraps(asm);
  }

  /** Each reason to stop is an address of its own, so that a report can tell them apart. */
  private static void writeTraps(Asm asm) {
    for (String reason : TRAPS) {
      asm.function(reason).op("ud2").end(reason);
    }
    asm.line(".balign 16, 0xcc");
    asm.line(".section .rodata.fxgates,\"a\",@progbits");
    asm.line(".balign 4").label("__fx_mxcsr").op(".long 0x1f80", "all exceptions masked, round to nearest");
  }

  private static final java.util.List<String> TRAPS =
      java.util.List.of(
          "__fxbad.rights", "__fxbad.caller", "__fxbad.return", "__fxbad.entry", "__fx_dead");
}
