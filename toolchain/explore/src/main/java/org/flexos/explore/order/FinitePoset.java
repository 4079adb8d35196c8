package org.flexos.explore.order;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * A partial order of a few thousand elements, numbered from 0. Larger orders are never written
 * down: they are products whose covers are made on demand.
 */
public final class FinitePoset {
  /** {@code upper} is safer than {@code lower}; both are element numbers. */
  public record Edge(int lower, int upper) {}

  /** Whether the first element is below the second or is it. */
  @FunctionalInterface
  public interface Relation {
    boolean holds(int lower, int upper);
  }

  private final BitSet[] up;
  private final BitSet[] down;
  private final List<List<Integer>> upper = new ArrayList<>();
  private final List<List<Integer>> lower = new ArrayList<>();
  private final List<Integer> steps;

  private FinitePoset(BitSet[] up) {
    this.up = up;
    this.down = new BitSet[up.length];
    for (int i = 0; i < up.length; i++) {
      down[i] = new BitSet(up.length);
    }
    for (int i = 0; i < up.length; i++) {
      int below = i;
      up[i].stream().forEach(above -> down[above].set(below));
    }
    findCovers();
    steps = elements().stream().filter(i -> lower.get(i).size() == 1).toList();
  }

  /**
   * @param leq must be reflexive, antisymmetric and transitive; the order's tests see to it
   */
  public static FinitePoset of(int size, Relation leq) {
    var up = new BitSet[size];
    for (int i = 0; i < size; i++) {
      up[i] = new BitSet(size);
      for (int j = 0; j < size; j++) {
        up[i].set(j, i == j || leq.holds(i, j));
      }
    }
    return new FinitePoset(up);
  }

  /**
   * The reflexive and transitive closure of edges.
   *
   * @throws CyclicOrderException names the members of a cycle
   */
  public static FinitePoset ofEdges(List<String> names, List<Edge> edges) {
    int size = names.size();
    List<List<Integer>> next = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      next.add(new ArrayList<>());
    }
    edges.forEach(e -> next.get(e.lower()).add(e.upper()));
    var up = new BitSet[size];
    var path = new ArrayDeque<Integer>();
    for (int i = 0; i < size; i++) {
      close(i, next, up, path, names);
    }
    return new FinitePoset(up);
  }

  private static BitSet close(
      int i, List<List<Integer>> next, BitSet[] up, ArrayDeque<Integer> path, List<String> names) {
    if (up[i] != null) {
      return up[i];
    }
    if (path.contains(i)) {
      var cycle = new ArrayList<String>();
      path.stream().takeWhile(n -> n != i).forEach(n -> cycle.add(names.get(n)));
      cycle.add(names.get(i));
      Collections.reverse(cycle);
      cycle.add(names.get(i));
      throw new CyclicOrderException(cycle);
    }
    path.push(i);
    var above = new BitSet(names.size());
    above.set(i);
    for (int j : next.get(i)) {
      above.or(close(j, next, up, path, names));
    }
    path.pop();
    up[i] = above;
    return above;
  }

  private void findCovers() {
    for (int i = 0; i < up.length; i++) {
      upper.add(new ArrayList<>());
      lower.add(new ArrayList<>());
    }
    for (int i = 0; i < up.length; i++) {
      // Above i, but not above anything else that is above i.
      var covers = (BitSet) up[i].clone();
      covers.clear(i);
      var strict = (BitSet) covers.clone();
      for (int j = strict.nextSetBit(0); j >= 0; j = strict.nextSetBit(j + 1)) {
        if (covers.get(j)) {
          covers.andNot(up[j]);
          covers.set(j);
        }
      }
      for (int j = covers.nextSetBit(0); j >= 0; j = covers.nextSetBit(j + 1)) {
        upper.get(i).add(j);
        lower.get(j).add(i);
      }
    }
  }

  public int size() {
    return up.length;
  }

  public boolean leq(int a, int b) {
    return up[a].get(b);
  }

  /** Everything above {@code i}, itself included; the caller's own copy. */
  public BitSet up(int i) {
    return (BitSet) up[i].clone();
  }

  /** Everything below {@code i}, itself included; the caller's own copy. */
  public BitSet down(int i) {
    return (BitSet) down[i].clone();
  }

  /** The next safer elements, ascending. */
  public List<Integer> upperCovers(int i) {
    return Collections.unmodifiableList(upper.get(i));
  }

  public List<Integer> lowerCovers(int i) {
    return Collections.unmodifiableList(lower.get(i));
  }

  public List<Integer> minimal() {
    return elements().stream().filter(i -> lower.get(i).isEmpty()).toList();
  }

  public List<Integer> maximal() {
    return elements().stream().filter(i -> upper.get(i).isEmpty()).toList();
  }

  /** The elements above exactly one other: which of them lie below an element describes it. */
  public List<Integer> steps() {
    return steps;
  }

  private List<Integer> elements() {
    return java.util.stream.IntStream.range(0, up.length).boxed().toList();
  }

  /** Length of the longest chain from a minimal element to each element: its safety rank. */
  public int[] ranks() {
    var rank = new int[up.length];
    // An element has more below it than anything below it has.
    elements().stream()
        .sorted(java.util.Comparator.comparingInt(i -> down[i].cardinality()))
        .forEach(i -> lower.get(i).forEach(j -> rank[i] = Math.max(rank[i], rank[j] + 1)));
    return rank;
  }

  /** The maximal elements of a subset: those with nothing of the subset above them. */
  public List<Integer> maximalOf(BitSet subset) {
    return subset.stream().filter(i -> onlySelf(subset, i)).boxed().toList();
  }

  private boolean onlySelf(BitSet subset, int i) {
    for (int j = up[i].nextSetBit(0); j >= 0; j = up[i].nextSetBit(j + 1)) {
      if (j != i && subset.get(j)) {
        return false;
      }
    }
    return true;
  }
}
