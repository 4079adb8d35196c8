package org.flexos.cli.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Allocate;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Dead;
import org.flexos.model.Plan.Direct;
import org.flexos.model.Plan.DirectEntry;
import org.flexos.model.Plan.Domain;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.Shadow;
import org.flexos.model.Plan.Wrapped;

/**
 * A plan as lines for people: deterministic, one fact a line, so that two plans can be compared.
 */
public final class PlanReport {
  private PlanReport() {}

  public static List<String> lines(Plan plan) {
    var lines = new ArrayList<String>();
    lines.add("image " + plan.application());
    for (Domain d : plan.domains()) {
      lines.add(
          "domain "
              + d.index()
              + " "
              + d.name()
              + ": key "
              + d.key()
              + ", stacks of "
              + plan.domains().get(d.stackGroup()).name()
              + ", may "
              + (d.capabilities().isEmpty()
                  ? "nothing"
                  : d.capabilities().toString().toLowerCase(java.util.Locale.ROOT)));
    }
    plan.placement()
        .forEach(
            p ->
                lines.add(
                    "library "
                        + p.library()
                        + " in "
                        + (p.domain() < 0 ? "the trusted base" : p.compartment())));
    plan.bindings().forEach(b -> lines.add(line(plan, b)));
    plan.sharedGlobals()
        .forEach(
            g ->
                lines.add(
                    "shared "
                        + g.library()
                        + ":"
                        + g.symbol()
                        + ", "
                        + g.size()
                        + " bytes: "
                        + g.why()));
    plan.notes().forEach(n -> lines.add(n.render()));
    lines.add(counts(plan));
    return lines;
  }

  private static String line(Plan plan, Binding binding) {
    if (binding instanceof Gate g) {
      return "gate "
          + g.variant().yamlName()
          + " "
          + name(plan, g.from())
          + " > "
          + name(plan, g.to())
          + ": "
          + g.fromLibrary()
          + " calls "
          + g.toLibrary()
          + ":"
          + g.target()
          + ": "
          + g.why();
    }
    if (binding instanceof Direct d) {
      return "direct " + d.fromLibrary() + " calls " + d.target() + ": " + d.why();
    }
    if (binding instanceof EntryThunk t) {
      return "thunk of "
          + t.target()
          + ": "
          + t.why()
          + "; gates from "
          + t.gates().stream()
              .map(g -> name(plan, g.from()) + " (" + g.variant().yamlName() + ")")
              .collect(Collectors.joining(", "));
    }
    if (binding instanceof DirectEntry e) {
      return "entry " + e.symbol() + " is " + e.target() + ": " + e.why();
    }
    if (binding instanceof Shadow s) {
      return "stack variable " + s.symbol() + (s.shared() ? " shared: " : " private: ") + s.why();
    }
    if (binding instanceof Allocate a) {
      return "allocation " + a.symbol() + (a.shared() ? " shared: " : " private: ") + a.why();
    }
    if (binding instanceof Wrapped w) {
      return "allocation " + w.symbol() + (w.shared() ? " shared: " : " private: ") + w.why();
    }
    if (binding instanceof Dead d) {
      return "dead " + d.symbol() + ": " + d.why();
    }
    throw new IllegalArgumentException("unknown binding " + binding);
  }

  private static String name(Plan plan, int domain) {
    return plan.domains().get(domain).name();
  }

  private static String counts(Plan plan) {
    return "in all: "
        + count(plan, Gate.class)
        + " gates, "
        + count(plan, EntryThunk.class)
        + " thunks, "
        + count(plan, Direct.class)
        + " direct calls, "
        + count(plan, DirectEntry.class)
        + " direct entries, "
        + plan.bindings().stream().filter(b -> b instanceof Shadow s && s.shared()).count()
        + " shared of "
        + count(plan, Shadow.class)
        + " stack variables, "
        + plan.bindings().stream().filter(PlanReport::allocatesShared).count()
        + " shared of "
        + (count(plan, Allocate.class) + count(plan, Wrapped.class))
        + " allocation sites, "
        + plan.sharedGlobals().size()
        + " shared globals, "
        + plan.units().size()
        + " live units";
  }

  private static boolean allocatesShared(Binding binding) {
    return binding instanceof Allocate a && a.shared()
        || binding instanceof Wrapped w && w.shared();
  }

  private static long count(Plan plan, Class<? extends Binding> kind) {
    return plan.bindings().stream().filter(kind::isInstance).count();
  }

  /**
   * Lines that only one of the two has, in order: {@code -} the former's, {@code +} the new one's.
   */
  public static List<String> difference(List<String> former, List<String> now) {
    var difference = new ArrayList<String>();
    var left = new HashSet<>(now);
    former.stream().filter(l -> !left.contains(l)).forEach(l -> difference.add("- " + l));
    var right = new HashSet<>(former);
    now.stream().filter(l -> !right.contains(l)).forEach(l -> difference.add("+ " + l));
    return difference;
  }
}
