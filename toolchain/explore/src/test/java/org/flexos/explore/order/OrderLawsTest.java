package org.flexos.explore.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderLawsTest {
  /** Printed with a failure; change it to look elsewhere. */
  private static final long SEED = 20220228;

  @Test
  void refinementIsAnOrderAndItsCoversAreExactlyTheNextOnes() {
    for (int size = 1; size <= 5; size++) {
      List<Partition> all = partitions(size);
      assertThat(BigInteger.valueOf(all.size())).isEqualTo(Partition.count(size, size));
      FinitePoset order = FinitePoset.of(all.size(), (a, b) -> all.get(a).leq(all.get(b)));
      laws(order);
      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i).upperCovers())
            .containsExactlyInAnyOrderElementsOf(
                order.upperCovers(i).stream().map(all::get).toList())
            .hasSize((int) all.get(i).upperCoverCount());
        assertThat(all.get(i).lowerCovers())
            .containsExactlyInAnyOrderElementsOf(
                order.lowerCovers(i).stream().map(all::get).toList());
      }
    }
  }

  @Test
  void countsTheTwelveLibrariesOfTheSyntheticSpace() {
    assertThat(Partition.count(12, 12)).isEqualTo(4_213_597);
    assertThat(Partition.count(4, 2)).isEqualTo(8);
  }

  @Test
  void partitionsReadWhatTheyWrite() {
    assertThat(Partition.of(7, 7, 3, 7)).hasToString("0010");
    assertThat(Partition.parse("0120").members(0)).containsExactly(0, 3);
  }

  @Test
  void declaredAxesAreOrders() {
    SafetyOrders.all().forEach(axis -> laws(axis.order()));
    Axis subsets = Axis.subsets("hardening", List.of("asan", "ubsan", "cfi"));
    laws(subsets.order());
    assertThat(subsets.steps().stream().map(subsets.values()::get))
        .containsExactly("asan", "ubsan", "cfi");
  }

  @Test
  void pageTablesAndProtectionKeysAreIncomparable() {
    Axis drivers = SafetyOrders.drivers();
    int keys = drivers.values().indexOf("intel-pku");
    int tables = drivers.values().indexOf("pagetable");
    assertThat(drivers.order().leq(keys, tables)).isFalse();
    assertThat(drivers.order().leq(tables, keys)).isFalse();
    assertThat(drivers.only(List.of("fcalls", "vmept")).order().upperCovers(0)).containsExactly(1);
  }

  @Test
  void closuresOfRandomEdgesAreOrders() {
    var random = new Random(SEED);
    for (int n = 0; n < 300; n++) {
      int size = 1 + random.nextInt(25);
      laws(RandomOrders.randomOrder(random, size));
    }
  }

  @Test
  void namesTheMembersOfACircle() {
    assertThatThrownBy(
            () ->
                FinitePoset.ofEdges(
                    List.of("a", "b", "c", "d"),
                    List.of(
                        new FinitePoset.Edge(0, 1),
                        new FinitePoset.Edge(1, 2),
                        new FinitePoset.Edge(2, 3),
                        new FinitePoset.Edge(3, 1))))
        .isInstanceOf(CyclicOrderException.class)
        .hasMessage("b < c < d < b");
  }

  private static List<Partition> partitions(int size) {
    var seen = new HashSet<Partition>();
    var all = new ArrayList<Partition>();
    var work = new java.util.ArrayDeque<>(List.of(Partition.coarsest(size)));
    while (!work.isEmpty()) {
      Partition p = work.poll();
      if (seen.add(p)) {
        all.add(p);
        work.addAll(p.upperCovers());
      }
    }
    return all;
  }

  private static void laws(FinitePoset order) {
    int n = order.size();
    for (int a = 0; a < n; a++) {
      assertThat(order.leq(a, a)).as("reflexive, seed %d", SEED).isTrue();
      for (int b = 0; b < n; b++) {
        assertThat(a != b && order.leq(a, b) && order.leq(b, a))
            .as("antisymmetric, seed %d", SEED)
            .isFalse();
        assertThat(order.down(b).get(a)).isEqualTo(order.leq(a, b));
        for (int c = 0; c < n; c++) {
          if (order.leq(a, b) && order.leq(b, c)) {
            assertThat(order.leq(a, c)).as("transitive, seed %d", SEED).isTrue();
          }
        }
      }
      for (int cover : order.upperCovers(a)) {
        int below = a;
        assertThat(
                order.up(a).stream().filter(x -> x != below && x != cover && order.leq(x, cover)))
            .as("nothing between, seed %d", SEED)
            .isEmpty();
      }
    }
  }
}
