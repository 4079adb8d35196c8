package org.flexos.cli.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flexos.model.GateVariant;
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
   * @param gates calls that were bound to gates
   * @param callbacks gates that entry thunks may take
   * @param functions what the gates lead to, sorted
   * @param calls through them in a run; 0 without one
   */
  public record Edge(
      int from,
      int to,
      GateVariant variant,
      int gates,
      int callbacks,
      List<String> functions,
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
        parts.add(calls == 1 ? "1 call" : calls + " calls");
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
    private final SortedSet<String> functions = new TreeSet<>();
    private int gates;
    private int callbacks;
    private long calls;

    Sum(int from, int to, GateVariant variant) {
      this.from = from;
      this.to = to;
      this.variant = variant;
    }

    void gate(String function, long count) {
      gates++;
      functions.add(function);
      calls += count;
    }

    void callback(String function, long count) {
      callbacks++;
      functions.add(plain(function));
      calls += count;
    }

    /** Statics whose address is taken have the name of an alias. */
    private static String plain(String function) {
      return function.startsWith("__fx")
          ? function.substring(function.lastIndexOf('.') + 1)
          : function;
    }

    Edge edge() {
      return new Edge(from, to, variant, gates, callbacks, List.copyOf(functions), calls);
    }
  }

  /** Functions for a tooltip, at most {@code limit} of them. */
  static String someOf(List<String> functions, int limit) {
    String shown = functions.stream().limit(limit).collect(Collectors.joining(", "));
    return functions.size() > limit
        ? shown + " and " + (functions.size() - limit) + " more"
        : shown;
  }
}
