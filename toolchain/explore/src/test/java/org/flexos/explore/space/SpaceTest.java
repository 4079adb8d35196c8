package org.flexos.explore.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.flexos.explore.order.Axis;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.order.Partition;
import org.flexos.explore.order.SafetyOrders;
import org.junit.jupiter.api.Test;

class SpaceTest {
  private static final Rule LIGHT_SHARES =
      new Rule(
          "light gates share stacks",
          false,
          c -> (c.levels().get(0) == 0) == (c.levels().get(1) == 0));
  private static final Rule AT_MOST_TWO =
      new Rule("at most 2 compartments", true, c -> c.partition().blocks() <= 2);

  private static Space space(List<Rule> rules) {
    return new Space(
        List.of("app", "libc", "lwip", "sched"),
        List.of(0, 0, 1, 2),
        List.of(SafetyOrders.gates(), SafetyOrders.stacks()),
        false,
        rules);
  }

  @Test
  void coversMadeOnDemandAreThoseOfTheWholeOrder() {
    for (List<Rule> rules :
        List.of(List.<Rule>of(), List.of(LIGHT_SHARES), List.of(AT_MOST_TWO, LIGHT_SHARES))) {
      Space space = space(rules);
      List<Configuration> all = SpaceList.all(space, 10_000).orElseThrow();
      FinitePoset order = FinitePoset.of(all.size(), (a, b) -> space.leq(all.get(a), all.get(b)));
      for (int i = 0; i < all.size(); i++) {
        assertThat(space.upperCovers(all.get(i), null))
            .as("above %s", all.get(i))
            .containsExactlyInAnyOrderElementsOf(
                order.upperCovers(i).stream().map(all::get).toList());
        assertThat(space.lowerCovers(all.get(i)))
            .as("below %s", all.get(i))
            .containsExactlyInAnyOrderElementsOf(
                order.lowerCovers(i).stream().map(all::get).toList());
      }
      assertThat(space.least())
          .containsExactlyElementsOf(order.minimal().stream().map(all::get).toList());
    }
  }

  @Test
  void sizesAreCountedUnderRules() {
    assertThat(SpaceList.size(space(List.of()), 1)).hasToString("45");
    assertThat(SpaceList.size(space(List.of(LIGHT_SHARES)), 100)).hasToString("25");
    assertThat(SpaceList.size(space(List.of(AT_MOST_TWO)), 100)).hasToString("36");
    assertThat(SpaceList.size(space(List.of(AT_MOST_TWO)), 10)).hasToString("at most 45");
    assertThat(SpaceList.size(new Synthetic(12, 5, 1).space(), 1000))
        .hasToString("at most 1.46e+25");
  }

  @Test
  void idsAreReadBack() {
    var synthetic = new Synthetic(5, 2, 1);
    var ids = new SpaceIds(synthetic.space());
    var random = new Random(3);
    Configuration c = synthetic.space().least().get(0);
    for (List<Configuration> next = List.of(c);
        !next.isEmpty();
        next = synthetic.space().upperCovers(c, null)) {
      c = next.get(random.nextInt(next.size()));
      assertThat(ids.parse(ids.id(c))).isEqualTo(c);
    }
    assertThat(ids.id(c)).isEqualTo("01234-33333-vmept");
    assertThat(ids.point(c).describe())
        .isEqualTo(
            "lib0 | lib1 | lib2 | lib3 | lib4; hardened: lib0 (asan+ubsan), lib1 (asan+ubsan), lib2"
                + " (asan+ubsan), lib3 (asan+ubsan), lib4 (asan+ubsan); driver: vmept");
    var small = new SpaceIds(space(List.of(LIGHT_SHARES)));
    assertThat(small.id(new Configuration(Partition.of(0, 1, 1), List.of(2, 1))))
        .isEqualTo("0011-strict.dss");
    assertThat(small.parse("0011-strict.dss").partition()).isEqualTo(Partition.of(0, 1, 1));
  }

  /** As "lwip never with redis" among so many that a split in any way is one of thousands. */
  @Test
  void findsWhatIsAllowedAmongTwelve() {
    var names = java.util.stream.IntStream.range(0, 12).mapToObj(i -> "lib" + i).toList();
    var groups = java.util.stream.IntStream.range(0, 12).boxed().toList();
    var rules = new java.util.ArrayList<Rule>();
    for (int[] pair : new int[][] {{0, 11}, {0, 10}, {10, 11}, {3, 9}}) {
      rules.add(
          new Rule(
              pair[0] + " never with " + pair[1],
              false,
              c -> c.partition().block(pair[0]) != c.partition().block(pair[1])));
    }
    var space = new Space(names, groups, List.of(SafetyOrders.gates()), false, rules);
    assertThat(space.least())
        .isNotEmpty()
        .allMatch(space::allows)
        .allMatch(c -> c.partition().blocks() == 3 && c.levels().equals(List.of(0)));
    assertThat(space.least()).isEqualTo(space.least());
  }

  /** 0 is no hardening, whatever sets are on offer. */
  @Test
  void saysWhatIsAlwaysHardened() {
    Axis always = Axis.subsets("hardening of a", List.of("all")).only(List.of("all"));
    Axis some =
        Axis.subsets("hardening of b", List.of("cfi", "ubsan")).only(List.of("none", "cfi"));
    var space = new Space(List.of("a", "b"), List.of(0, 1), List.of(always, some), true, List.of());
    var ids = new SpaceIds(space);
    Configuration least = space.least().get(0);
    assertThat(ids.id(least)).isEqualTo("00-10");
    assertThat(ids.point(least).hardened()).isEqualTo("a");
    Configuration more = ids.parse("01-11");
    assertThat(ids.id(more)).isEqualTo("01-11");
    assertThat(ids.point(more).hardened()).isEqualTo("a, b (cfi)");
  }

  @Test
  void axesWithSeveralLeastValuesHaveSeveralLeastConfigurations() {
    Axis drivers = SafetyOrders.drivers().only(List.of("intel-pku", "pagetable", "vmept"));
    var space = new Space(List.of("a", "b"), List.of(0, 1), List.of(drivers), false, List.of());
    assertThat(space.least().stream().map(c -> c.levels().get(0))).containsExactly(0, 1);
  }
}
