package org.flexos.explore.space;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.flexos.explore.order.Axis;
import org.flexos.explore.order.Partition;
import org.flexos.explore.order.SafetyOrders;

/**
 * Partitions of groups of components × axes, less what rules forbid. The order is the product's:
 * one configuration is below another if its partition is coarser or equal and each level is below
 * or equal. Nothing here lists the space; {@link SpaceList} does, within a limit.
 *
 * @param components names, in the order of an id's digits
 * @param groupOf for each component its group, from 0; the members of a group stay together
 * @param axes if {@code hardened}, first one a component with its hardening, in their order
 */
public record Space(
    List<String> components,
    List<Integer> groupOf,
    List<Axis> axes,
    boolean hardened,
    List<Rule> rules) {
  /**
   * Blocks larger than this are not split in every way but in random ones: 2^(n-1) are too many.
   */
  private static final int SPLIT_ALL = 9;

  private static final int RANDOM_SPLITS = 256;

  /** Configurations looked through for the next allowed ones. */
  private static final int LOOK_THROUGH = 500;

  /** The least configurations are the same whenever they are asked for. */
  private static final long LEAST_SEED = 1;

  public Space {
    components = List.copyOf(components);
    groupOf = List.copyOf(groupOf);
    axes = List.copyOf(axes);
    rules = List.copyOf(rules);
  }

  /** What is safer than what and why, a line each; nothing of axes that leave no choice. */
  public List<String> orderInWords() {
    var words = new LinkedHashSet<>(List.of(SafetyOrders.PARTITION));
    for (int i = 0; i < axes.size(); i++) {
      Axis axis = axes.get(i);
      boolean ofOne = hardened && i < components.size();
      // Said once for all components.
      words.addAll(
          ofOne
              ? new Axis("hardening", axis.values(), axis.order(), axis.reasons()).words()
              : axis.words());
    }
    return List.copyOf(words);
  }

  public int groups() {
    return groupOf.stream().mapToInt(g -> g + 1).max().orElse(0);
  }

  /** The partition of components that a configuration stands for. */
  public Partition partition(Configuration c) {
    return c.partition().expand(groupOf.stream().mapToInt(g -> g).toArray());
  }

  public String value(Configuration c, int axis) {
    return axes.get(axis).values().get(c.levels().get(axis));
  }

  public boolean allows(Configuration c) {
    return rules.stream().allMatch(r -> r.allows().test(c));
  }

  public boolean leq(Configuration a, Configuration b) {
    for (int i = 0; i < axes.size(); i++) {
      if (!axes.get(i).order().leq(a.levels().get(i), b.levels().get(i))) {
        return false;
      }
    }
    return a.partition().leq(b.partition());
  }

  /** The coarsest partition and every axis at its first value; rules may forbid it. */
  public Configuration bottom() {
    return new Configuration(Partition.coarsest(groups()), axes.stream().map(a -> 0).toList());
  }

  /**
   * The least safe allowed configurations: one unless an axis has several least values, or rules
   * forbid that one; then some of them where there are many. Empty when the rules forbid everything
   * within reach.
   */
  public List<Configuration> least() {
    List<Configuration> bottoms = List.of(bottom());
    for (int i = 0; i < axes.size(); i++) {
      int axis = i;
      bottoms =
          bottoms.stream()
              .flatMap(c -> axes.get(axis).order().minimal().stream().map(l -> c.with(axis, l)))
              .toList();
    }
    return minimal(lookThrough(bottoms, true, new Random(LEAST_SEED)), true);
  }

  /** Steps above {@link #bottom}: how many separations, hardenings and stronger choices. */
  public int rank(Configuration c) {
    int rank = c.partition().blocks() - 1;
    for (int i = 0; i < axes.size(); i++) {
      var order = axes.get(i).order();
      int level = c.levels().get(i);
      rank += (int) axes.get(i).steps().stream().filter(s -> order.leq(s, level)).count();
    }
    return rank;
  }

  /**
   * The next safer allowed configurations.
   *
   * @param random null: every cover; else large blocks are split in random ways only
   */
  public List<Configuration> upperCovers(Configuration c, Random random) {
    return covers(c, true, random);
  }

  public List<Configuration> lowerCovers(Configuration c) {
    return covers(c, false, null);
  }

  private List<Configuration> covers(Configuration c, boolean up, Random random) {
    List<Configuration> next = steps(c, up, random);
    var found = new ArrayList<Configuration>();
    var forbidden = new ArrayList<Configuration>();
    for (Configuration n : next) {
      (allows(n) ? found : forbidden).add(n);
    }
    if (forbidden.isEmpty()) {
      return found;
    }
    found.addAll(lookThrough(forbidden, up, random));
    return minimal(found, up);
  }

  /** Covers in the product, whatever the rules say. */
  private List<Configuration> steps(Configuration c, boolean up, Random random) {
    var steps = new ArrayList<Configuration>();
    for (int i = 0; i < axes.size(); i++) {
      int level = c.levels().get(i);
      int axis = i;
      var order = axes.get(i).order();
      (up ? order.upperCovers(level) : order.lowerCovers(level))
          .forEach(l -> steps.add(c.with(axis, l)));
    }
    if (up) {
      splits(c.partition(), random).forEach(p -> steps.add(c.with(p)));
    } else {
      c.partition().lowerCovers().forEach(p -> steps.add(c.with(p)));
    }
    return steps;
  }

  private static Set<Partition> splits(Partition p, Random random) {
    var splits = new LinkedHashSet<Partition>();
    for (int b = 0; b < p.blocks(); b++) {
      List<Integer> members = p.members(b);
      long ways = (1L << (members.size() - 1)) - 1;
      if (random == null || members.size() <= SPLIT_ALL) {
        for (long mask = 1; mask <= ways; mask++) {
          splits.add(p.split(members, mask));
        }
        continue;
      }
      for (int k = 0; k < members.size(); k++) {
        // Each member alone: what a user tries first.
        splits.add(p.split(members, k == 0 ? ways : 1L << (k - 1)));
      }
      for (int n = 0; n < RANDOM_SPLITS; n++) {
        splits.add(p.split(members, 1 + (random.nextLong() >>> 1) % ways));
      }
    }
    return splits;
  }

  /** On the way from a forbidden configuration: how many rules it breaks, and when it was met. */
  private record OnTheWay(Configuration at, long broken, int met) {}

  /**
   * Walks on from forbidden configurations until allowed ones come. Those that break the fewest
   * rules are looked at first: a step out of a hundred may be the one that mends something.
   */
  private List<Configuration> lookThrough(List<Configuration> from, boolean up, Random random) {
    var found = new LinkedHashSet<Configuration>();
    var seen = new HashSet<Configuration>();
    var work =
        new PriorityQueue<>(
            Comparator.comparingLong(OnTheWay::broken).thenComparingInt(OnTheWay::met));
    meet(from, seen, work);
    for (int n = 0; n < LOOK_THROUGH && !work.isEmpty(); n++) {
      OnTheWay next = work.poll();
      Configuration c = next.at();
      if (next.broken() == 0) {
        found.add(c);
      } else if (!up || rules.stream().noneMatch(r -> r.staysBroken() && !r.allows().test(c))) {
        meet(steps(c, up, random), seen, work);
      }
    }
    return List.copyOf(found);
  }

  private void meet(
      List<Configuration> more, Set<Configuration> seen, PriorityQueue<OnTheWay> work) {
    for (Configuration c : more) {
      if (seen.add(c)) {
        long broken = rules.stream().filter(r -> !r.allows().test(c)).count();
        work.add(new OnTheWay(c, broken, seen.size()));
      }
    }
  }

  private List<Configuration> minimal(List<Configuration> found, boolean up) {
    return found.stream()
        .filter(c -> found.stream().noneMatch(d -> !d.equals(c) && (up ? leq(d, c) : leq(c, d))))
        .toList();
  }
}
