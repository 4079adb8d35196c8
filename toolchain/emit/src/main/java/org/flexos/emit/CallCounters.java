package org.flexos.emit;

import org.flexos.model.LateSymbols;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.ThunkGate;

/**
 * Counts the calls of each gate where the plan says so. A counter is a word in the private memory
 * of the domain that calls, and the gate increments it first, while it still has that domain's
 * rights: nothing is shared that was not, and a domain can falsify its own counts only. At the
 * start of a function flags carry nothing but DF, which an increment leaves alone. One processor
 * and cooperative threads: no lock.
 */
final class CallCounters {
  private static final int WORD = 8;

  private CallCounters() {}

  private static String symbol(int gate) {
    return LateSymbols.COUNTER + gate;
  }

  /** The first instruction of a gate. */
  static void increment(Asm asm, GateSpec gate) {
    asm.op("incq " + symbol(gate.id()), "a call");
  }

  static void write(Asm asm, Plan plan) {
    for (Binding binding : plan.bindings()) {
      if (binding instanceof Gate gate) {
        write(asm, gate.id(), gate.from());
      } else if (binding instanceof EntryThunk thunk) {
        for (ThunkGate gate : thunk.gates()) {
          write(asm, gate.id(), gate.from());
        }
      }
    }
  }

  private static void write(Asm asm, int gate, int domain) {
    String name = symbol(gate);
    asm.line(".section .bss.fxdomain." + domain + ",\"aw\",@nobits").line(".balign " + WORD);
    asm.line(".globl " + name).line(".type " + name + ", @object");
    asm.label(name).op(".skip " + WORD).end(name);
  }
}
