package org.flexos.cli.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flexos.model.GateVariant;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.PlacedName;
import org.flexos.model.Plan.ThunkGate;

/**
 * An image as a picture's content: domains with their libraries, and between two domains one edge
 * for all gates that go from one to the other.
 *
 * @param counted whether the edges carry the calls of a run
 */
public record GateGraph(String image, List<Box> boxes, List<Edge> edges, boolean counted) {
  private static final double LINE_WIDTH = 1.5;

  public GateGraph {
    boxes = List.copyOf(boxes);
    edges = List.copyOf(edges);
  }

  /** A domain; {@code index} is its position among the boxes. */
  public record Box(int index, String name, List<String> libraries) {
    public Box {
      libraries = List.copyOf(libraries);
    }
  }

  /**
   * What gates lead to.
   *
   * @param calls of it in a run; 0 without one
   */
  public record Callee(String function, long calls) {}

  /**
   * @param gates calls that were bound to gates
   * @param callbacks gates that entry thunks may take
   * @param functions what the gates lead to, the most called first, then by name
   * @param calls through them in a run; 0 without one
   */
  public record Edge(
      int from,
      int to,
      GateVariant variant,
      int gates,
      int callbacks,
      List<Callee> functions,
      long calls) {
    public Edge {
      functions = List.copyOf(functions);
    }

    /** As in {@code 12 gates, 3 callbacks, strict}. */
    public String label(boolean counted) {
      var parts = new ArrayList<String>();
      if (gates > 0) {
        parts.add(gates == 1 ? "1 gate" : gates + " gates");
      }
      if (callbacks > 0) {
        parts.add(callbacks == 1 ? "1 callback" : callbacks + " callbacks");
      }
      parts.add(variant.yamlName());
      if (counted) {
        parts.add(calls == 1 ? "1 call" : String.format(Locale.ROOT, "%,d calls", calls));
      }
      return String.join(", ", parts);
    }
  }

  /**
   * @param counts calls of a run by gate id; empty: there was none
   */
  public static GateGraph of(Plan plan, Optional<Map<Integer, Long>> counts) {
    var boxes = new ArrayList<Box>();
    plan.domains()
        .forEach(
            d ->
                boxes.add(
                    new Box(
                        d.index(),
                        d.name(),
                        plan.placement().stream()
                            .filter(p -> p.domain() == d.index())
                            .map(PlacedName::library)
                            .sorted()
                            .toList())));
    var edges = new TreeMap<String, Sum>();
    Map<Integer, Long> calls = counts.orElse(Map.of());
    for (Binding binding : plan.bindings()) {
      if (binding instanceof Gate g) {
        sum(edges, g.from(), g.to(), g.variant()).gate(g.target(), calls.getOrDefault(g.id(), 0L));
      } else if (binding instanceof EntryThunk t) {
        for (ThunkGate g : t.gates()) {
          sum(edges, g.from(), t.owner(), g.variant())
              .callback(t.target(), calls.getOrDefault(g.id(), 0L));
        }
      }
    }
    return new GateGraph(
        plan.application(),
        boxes,
        edges.values().stream()
            .map(Sum::edge)
            .sorted(Comparator.comparingInt(Edge::from).thenComparingInt(Edge::to))
            .toList(),
        counts.isPresent());
  }

  private static Sum sum(Map<String, Sum> edges, int from, int to, GateVariant variant) {
    return edges.computeIfAbsent(from + ">" + to, k -> new Sum(from, to, variant));
  }

  /** All gates of one pair, while they are added up. */
  private static final class Sum {
    private final int from;
    private final int to;
    private final GateVariant variant;
    private final SortedMap<String, Long> functions = new TreeMap<>();
    private int gates;
    private int callbacks;

    Sum(int from, int to, GateVariant variant) {
      this.from = from;
      this.to = to;
      this.variant = variant;
    }

    void gate(String function, long count) {
      gates++;
      functions.merge(function, count, Long::sum);
    }

    void callback(String function, long count) {
      callbacks++;
      functions.merge(LateSymbols.plainName(function), count, Long::sum);
    }

    Edge edge() {
      List<Callee> callees =
          functions.entrySet().stream()
              .map(f -> new Callee(f.getKey(), f.getValue()))
              .sorted(Comparator.comparingLong(Callee::calls).reversed())
              .toList();
      long calls = callees.stream().mapToLong(Callee::calls).sum();
      return new Edge(from, to, variant, gates, callbacks, callees, calls);
    }
  }

  /** Width of an edge's line in pixels: with each ten times as many calls half a pixel more. */
  static double width(Edge edge) {
    return LINE_WIDTH + (edge.calls() == 0 ? 0 : 0.5 * (1 + Math.log10(edge.calls())));
  }

  /** Functions for a tooltip, at most {@code limit} of them, with their calls if there were any. */
  static String someOf(List<Callee> functions, int limit) {
    String shown =
        functions.stream()
            .limit(limit)
            .map(f -> f.calls() == 0 ? f.function() : f.function() + " " + f.calls())
            .collect(Collectors.joining(", "));
    return functions.size() > limit
        ? shown + " and " + (functions.size() - limit) + " more"
        : shown;
  }
}
