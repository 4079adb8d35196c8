package org.flexos.cli.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flexos.model.Compartment;
import org.flexos.model.GateVariant;
import org.flexos.model.ImageSpec;
import org.flexos.model.Plan;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.PlacedName;

/** How an image is isolated, in a few lines: its compartments, and the gates between them. */
public final class IsolationSummary {
  private IsolationSummary() {}

  /** Gates are those of one direction: calls, and addresses of functions that are called so. */
  private record Edge(int from, int to, GateVariant variant) {}

  public static List<String> lines(ImageSpec image, Plan plan) {
    var lines = new ArrayList<String>();
    for (Compartment c : image.compartments()) {
      lines.add(
          "compartment "
              + c.name()
              + " ("
              + c.driver().yamlName()
              + "): "
              + plan.placement().stream()
                  .filter(p -> p.domain() >= 0 && p.compartment().equals(c.name()))
                  .map(PlacedName::library)
                  .collect(Collectors.joining(", ")));
    }
    gates(plan)
        .forEach(
            (edge, count) ->
                lines.add(
                    "gates "
                        + plan.domains().get(edge.from()).name()
                        + " > "
                        + plan.domains().get(edge.to()).name()
                        + ": "
                        + count
                        + " "
                        + edge.variant().yamlName()));
    return lines;
  }

  private static TreeMap<Edge, Integer> gates(Plan plan) {
    var order =
        java.util.Comparator.comparingInt(Edge::from)
            .thenComparingInt(Edge::to)
            .thenComparing(Edge::variant);
    var counts = new TreeMap<Edge, Integer>(order);
    for (Plan.Binding binding : plan.bindings()) {
      if (binding instanceof Gate g) {
        counts.merge(new Edge(g.from(), g.to(), g.variant()), 1, Integer::sum);
      } else if (binding instanceof EntryThunk t) {
        t.gates()
            .forEach(
                g -> counts.merge(new Edge(g.from(), t.owner(), g.variant()), 1, Integer::sum));
      }
    }
    return counts;
  }
}
