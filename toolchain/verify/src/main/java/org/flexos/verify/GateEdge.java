package org.flexos.verify;

import java.util.ArrayList;
import java.util.List;
import org.flexos.model.AbiShape;
import org.flexos.model.GateVariant;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.ThunkGate;

/** One gate that the plan asks for, of a call or of an entry thunk. */
record GateEdge(
    String label,
    int id,
    Domain from,
    Domain to,
    String target,
    GateVariant variant,
    AbiShape shape) {

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
                g.shape()));
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
            : shape);
  }

  static String thunkLabel(ThunkGate gate) {
    return "__fxt." + gate.id();
  }

  /** Vector registers that carry the result. */
  int vectorResults() {
    return switch (shape.result()) {
      case SSE, INT_SSE -> 1;
      case SSE_SSE -> 2;
      default -> 0;
    };
  }

  String describe() {
    return variant.yamlName() + " gate " + from.name() + " > " + to.name() + " of '" + target + "'";
  }
}
