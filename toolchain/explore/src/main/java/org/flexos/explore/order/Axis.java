package org.flexos.explore.order;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * One dimension of safety with a handful of values and their declared order.
 *
 * @param name as in {@code explore.yaml}
 * @param values their spelling; the first is a minimal one, so that "all first" is the baseline
 * @param order over the values' positions
 * @param reasons why each pair is ordered so
 */
public record Axis(String name, List<String> values, FinitePoset order, List<String> reasons) {
  public Axis {
    values = List.copyOf(values);
    reasons = List.copyOf(reasons);
    if (values.isEmpty() || values.size() != order.size()) {
      throw new IllegalArgumentException("axis " + name + ": values and order differ in size");
    }
  }

  /** A declared "upper is safer than lower", by name. */
  public record Above(String lower, String upper, String reason) {}

  /**
   * @throws CyclicOrderException the declarations go in a circle
   */
  public static Axis declared(String name, List<String> values, List<Above> declared) {
    var edges = new ArrayList<FinitePoset.Edge>();
    var reasons = new ArrayList<String>();
    for (Above above : declared) {
      reasons.add(above.upper() + " above " + above.lower() + ": " + above.reason());
      edges.add(new FinitePoset.Edge(values.indexOf(above.lower()), values.indexOf(above.upper())));
    }
    return new Axis(name, values, FinitePoset.ofEdges(values, edges), reasons);
  }

  /**
   * The subsets of some hardenings, ordered by inclusion: value i has the hardenings of i's bits.
   */
  public static Axis subsets(String name, List<String> atoms) {
    var values = new ArrayList<String>();
    for (int set = 0; set < 1 << atoms.size(); set++) {
      var members = new ArrayList<String>();
      for (int a = 0; a < atoms.size(); a++) {
        if ((set >> a & 1) == 1) {
          members.add(atoms.get(a));
        }
      }
      values.add(members.isEmpty() ? "none" : String.join("+", members));
    }
    var order = FinitePoset.of(values.size(), (a, b) -> (a & b) == a);
    return new Axis(name, values, order, List.of(SafetyOrders.HARDENING));
  }

  /** Its order in words: each reason, and each pair of values of which neither is safer. */
  public List<String> words() {
    if (values.size() == 1) {
      return List.of();
    }
    var words = new ArrayList<String>();
    reasons.forEach(reason -> words.add(name + ": " + reason));
    for (int a = 0; a < values.size(); a++) {
      for (int b = a + 1; b < values.size(); b++) {
        if (!order.leq(a, b) && !order.leq(b, a)) {
          words.add(
              name + ": " + values.get(a) + " and " + values.get(b) + ": neither above the other");
        }
      }
    }
    return words;
  }

  /** This axis with some of its values only; the order among them stays. */
  public Axis only(List<String> wanted) {
    int[] kept = wanted.stream().mapToInt(values::indexOf).toArray();
    return new Axis(
        name, wanted, FinitePoset.of(kept.length, (a, b) -> order.leq(kept[a], kept[b])), reasons);
  }

  /**
   * The values that lie above exactly one other: a chain's steps, a subset lattice's atoms. Which
   * of them lie at or below a value describes the value, and a cost model needs no more.
   */
  public List<Integer> steps() {
    return order.steps();
  }

  /** Values above {@code v}, itself included. */
  public BitSet up(int v) {
    return order.up(v);
  }
}
