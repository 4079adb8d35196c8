package org.flexos.explore.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.order.RandomOrders;
import org.junit.jupiter.api.Test;

/** On monotone figures the search and brute force must agree, whatever the order. */
class RandomOrdersTest {
  private static final long SEED = 4711;
  private static final int ROUNDS = 5_000;

  @Test
  void agreesWithBruteForceOnRandomOrdersAndMonotoneFigures() {
    long measured = 0;
    long elements = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var random = new Random(SEED + round);
      int size = 1 + random.nextInt(40);
      FinitePoset order = RandomOrders.randomOrder(random, size);
      List<String> ids = IntStream.range(0, size).mapToObj(i -> "x" + i).toList();
      boolean smallerIsBetter = random.nextInt(4) == 0;
      double[] figures = monotone(order, random, smallerIsBetter);
      var budget =
          Budget.parse(
              "f " + (smallerIsBetter ? "<= " : ">= ") + (0.5 + random.nextDouble() * 100));
      var search =
          new ExplicitSearch(
              ids,
              order,
              features(random, size),
              OptionalInt.empty(),
              SearchSettings.exact(budget));
      Answer answer = BruteForce.run(search, ids, figures, 1 + random.nextInt(3));
      assertThat(BruteForce.ids(answer))
          .as("seed %d", SEED + round)
          .isEqualTo(BruteForce.maximal(ids, order, figures, budget));
      assertThat(answer.violations()).isEmpty();
      assertThat(answer.left()).isZero();
      measured += answer.measured();
      elements += size;
    }
    System.out.printf("measured %.1f %% of all configurations%n", 100.0 * measured / elements);
  }

  /** Each element a little worse than the worst below it; equal figures happen. */
  private static double[] monotone(FinitePoset order, Random random, boolean rising) {
    var figures = new double[order.size()];
    for (int i = 0; i < figures.length; i++) {
      double worst = rising ? 1 : 100;
      for (int j : order.lowerCovers(i)) {
        worst = rising ? Math.max(worst, figures[j]) : Math.min(worst, figures[j]);
      }
      double step = random.nextInt(3) == 0 ? 1 : 0.5 + random.nextDouble() / 2;
      figures[i] = rising ? worst / step : worst * step;
    }
    return figures;
  }

  /** None, or nonsense: guidance may cost measurements, never the answer. */
  private static List<double[]> features(Random random, int size) {
    int length = random.nextInt(3) * 2;
    var all = new ArrayList<double[]>();
    for (int i = 0; i < size; i++) {
      all.add(
          IntStream.range(0, length).mapToDouble(k -> k == 0 ? 1 : random.nextInt(2)).toArray());
    }
    return all;
  }
}
