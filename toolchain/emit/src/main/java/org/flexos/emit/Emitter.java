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

  /**
   * Pure; the same input gives the same text.
   *
   * @throws org.flexos.model.UserErrorException a call passes more on the stack than a gate carries
   */
  public static Emission emit(Plan plan, ImageSpec image, SortedMap<String, LibraryFacts> facts) {
    var code = new CodeFacts(plan, image, facts);
    var heaps = new HeapStubWriter(plan);
    var asm = new Asm();
    asm.line("# Generated from the plan of " + plan.application() + "; edit the profile instead.");
    asm.line(".section .text.gates,\"ax\",@progbits");
    writeGates(asm, plan, code);
    heaps.write(asm);
    Traps.write(asm);
    ProcessorState.writeConstants(asm);
    heaps.writeHeaps(asm);
    if (plan.countsCalls()) {
      CallCounters.write(asm, plan);
    }
    new TableWriter(plan, code).write(asm);
    asm.line(".section .note.GNU-stack,\"\",@progbits");
    return new Emission(asm.toString(), new LinkerScriptWriter(plan, code, facts).write());
  }

  private static void writeGates(Asm asm, Plan plan, CodeFacts code) {
    var gates = new GateWriter(plan);
    var thunks = new ThunkWriter(plan, gates, code);
    for (Binding binding : plan.bindings()) {
      if (binding instanceof Gate gate) {
        gates.write(
            asm,
            new GateSpec(
                gate.symbol(),
                gate.id(),
                gate.from(),
                gate.to(),
                gate.target(),
                gate.variant(),
                gate.shape(),
                code.usesX87(gate.from()) || code.usesX87(gate.to()),
                gate.copying()));
      } else if (binding instanceof EntryThunk thunk) {
        thunks.write(asm, thunk);
      }
    }
  }
}
