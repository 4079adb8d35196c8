package org.flexos.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.flexos.model.AbiShape;
import org.flexos.model.GateVariant;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Copying;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.ThunkGate;

/**
 * One gate that the plan asks for, of a call or of an entry thunk.
 *
 * @param entry the symbol that callers refer to
 */
record GateEdge(
    String entry,
    int id,
    Domain from,
    Domain to,
    String target,
    GateVariant variant,
    AbiShape shape,
    Copying copying) {

  private static final int ALL_INTS = 6;
  private static final int ALL_VECTORS = 8;

  static List<GateEdge> all(Plan plan) {
    var all = new ArrayList<GateEdge>();
    for (Binding binding : plan.bindings()) {
      if (binding instanceof Gate g) {
        all.add(
            new GateEdge(
                g.symbol(),
                g.id(),
                plan.domains().get(g.from()),
                plan.domains().get(g.to()),
                g.target(),
                g.variant(),
                g.shape(),
                g.copying()));
      } else if (binding instanceof EntryThunk t) {
        t.gates().forEach(g -> all.add(ofThunk(plan, t, g)));
      }
    }
    return all;
  }

  private static GateEdge ofThunk(Plan plan, EntryThunk thunk, ThunkGate gate) {
    AbiShape shape = thunk.shape();
    return new GateEdge(
        thunkLabel(gate),
        gate.id(),
        plan.domains().get(gate.from()),
        plan.domains().get(thunk.owner()),
        thunk.target(),
        gate.variant(),
        shape.variadic()
            ? new AbiShape(ALL_INTS, ALL_VECTORS, shape.stackWords(), shape.result(), true)
            : shape,
        gate.copying());
  }

  /** The gate itself: of a copying one, callers refer to a stub before it. */
  String label() {
    return copying.isNeeded() ? "__fxg." + id : entry;
  }

  /** Argument registers, 0 is rdi, that the gate takes from where ring 0 has put them. */
  SortedSet<Integer> copiedRegisters() {
    var registers = new TreeSet<Integer>();
    copying
        .arguments()
        .forEach(c -> registers.addAll(List.of(c.register(), c.first(), c.second())));
    return registers.tailSet(0);
  }

  static String thunkLabel(ThunkGate gate) {
    return "__fxt." + gate.id();
  }

  /** Vector registers that carry the result. */
  int vectorResults() {
    return shape.result().vectors();
  }

  String describe() {
    return variant.yamlName() + " gate " + from.name() + " > " + to.name() + " of '" + target + "'";
  }
}
