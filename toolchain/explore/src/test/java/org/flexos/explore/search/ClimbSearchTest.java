package org.flexos.explore.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.flexos.explore.space.Configuration;
import org.flexos.explore.space.SpaceIds;
import org.flexos.explore.space.SpaceList;
import org.flexos.explore.space.Synthetic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClimbSearchTest {
  private static final double NOISE = 0.02;

  @Test
  void eachAnswerInASmallSpaceIsMaximalInIt() {
    for (long seed = 1; seed <= 20; seed++) {
      var synthetic = new Synthetic(4, 1, seed);
      List<Configuration> all = SpaceList.all(synthetic.space(), 100_000).orElseThrow();
      var budget = Budget.parse("f >= 0.8 * baseline");
      Answer answer = run(synthetic, new SearchSettings(budget, 0, 1, 400, 5, seed), 0, seed);
      var ids = new SpaceIds(synthetic.space());
      assertThat(answer.maximal()).as("seed %d", seed).isNotEmpty();
      for (Answer.Found found : answer.maximal()) {
        Configuration c = ids.parse(found.id());
        long better =
            all.stream()
                .filter(d -> !d.equals(c) && synthetic.space().leq(c, d))
                .filter(d -> synthetic.truth(d) >= 1.01 * answer.limit())
                .count();
        // By the wobble, something just above may meet the budget by less than a percent.
        assertThat(better).as("seed %d, above %s", seed, found.id()).isZero();
        assertThat(synthetic.truth(c)).isGreaterThanOrEqualTo(answer.limit());
      }
    }
  }

  @Test
  void saysWhenItsRunsWereUsedUp() {
    var synthetic = new Synthetic(6, 2, 9);
    var budget = Budget.parse("f >= 0.7 * baseline");
    var few = new SearchSettings(budget, 0, 1, 8, 3, 5);
    assertThat(run(synthetic, few, 0, 1).cutShort()).isTrue();
    var enough = new SearchSettings(budget, 0, 1, 4_000, 3, 5);
    assertThat(run(synthetic, enough, 0, 1)).matches(a -> a.runs() < 4_000 && !a.cutShort());
  }

  /** Whatever run is the last one: what has been found by then is in the answer. */
  @Test
  void findsAsMuchWithNoRunLeftAsWithMore() {
    var synthetic = new Synthetic(6, 2, 9);
    var budget = Budget.parse("f >= 0.7 * baseline");
    var plenty = new SearchSettings(budget, 0, 1, 4_000, 3, 5);
    int all = run(synthetic, plenty, 0, 1).runs();
    for (int runs = 1; runs < all; runs++) {
      var search = new ClimbSearch(synthetic.space(), plenty);
      for (int i = 0; i < runs; i++) {
        tell(search, synthetic, search.ask(1).get(0));
      }
      search.ask(1);
      var settings = new SearchSettings(budget, 0, 1, runs, 3, 5);
      assertThat(run(synthetic, settings, 0, 1).maximal())
          .as("%d runs", runs)
          .isEqualTo(search.answer().maximal());
    }
  }

  private static void tell(ClimbSearch search, Synthetic synthetic, String id) {
    double truth = synthetic.truth(new SpaceIds(synthetic.space()).parse(id));
    search.tell(id, Measurement.run(truth));
  }

  @Test
  void theSameSeedAsksTheSameQuestions() {
    var synthetic = new Synthetic(6, 2, 9);
    var settings = new SearchSettings(Budget.parse("f >= 0.7 * baseline"), NOISE, 3, 80, 3, 5);
    assertThat(run(synthetic, settings, NOISE, 1)).isEqualTo(run(synthetic, settings, NOISE, 1));
  }

  /** The space of 12 libraries: nobody can list it, and nobody has to. */
  @Test
  @Tag("long")
  void searchesTwelveLibrariesWithFewMeasurementsAndReportsItsDistanceFromTheOptimum() {
    for (long seed = 1; seed <= 3; seed++) {
      var synthetic = new Synthetic(12, 5, seed);
      var settings =
          new SearchSettings(Budget.parse("f >= 0.5 * baseline"), NOISE, 3, 390, 12, seed);
      // The processor's time, not the clock's: the machine may be shared.
      var threads = java.lang.management.ManagementFactory.getThreadMXBean();
      long start = threads.getCurrentThreadCpuTime();
      Answer answer = run(synthetic, settings, NOISE, seed);
      double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
      report(synthetic, answer, seed, seconds);
      assertThat(answer.runs()).isLessThan(400);
      assertThat(seconds).isLessThan(60);
      assertThat(answer.maximal()).isNotEmpty();
      // The module's tests run in half a GiB; see its pom.
      assertThat(Runtime.getRuntime().maxMemory()).isLessThan(1L << 30);
    }
  }

  /** Steps that were still free above each, how far off the budget, and the rank a seer reaches. */
  private static void report(Synthetic synthetic, Answer answer, long seed, double seconds) {
    var ids = new SpaceIds(synthetic.space());
    var random = new Random(seed);
    var steps = new ArrayList<Integer>();
    double worst = 0;
    int best = 0;
    for (Answer.Found found : answer.maximal()) {
      Configuration c = ids.parse(found.id());
      steps.add(synthetic.stepsToMaximal(c, answer.limit(), random));
      worst = Math.min(worst, synthetic.truth(c) / answer.limit() - 1);
      best = Math.max(best, synthetic.space().rank(c));
      assertThat(synthetic.truth(c)).isGreaterThan(0.96 * answer.limit());
    }
    Configuration bottom = synthetic.space().least().get(0);
    int seer = synthetic.stepsToMaximal(bottom, answer.limit(), random);
    System.out.printf(
        "seed %d: %d runs of %d configurations, %.1f s; %d answers; steps left free above them %s;"
            + " worst true figure %+.2f %% of the budget; best rank %d, cheapest-first climb that"
            + " knows the truth %d; %d violations%n",
        seed,
        answer.runs(),
        answer.measured(),
        seconds,
        answer.maximal().size(),
        steps,
        100 * worst,
        best,
        seer,
        answer.violations().size());
  }

  private static Answer run(Synthetic synthetic, SearchSettings settings, double noise, long seed) {
    var random = new Random(seed);
    var ids = new SpaceIds(synthetic.space());
    var search = new ClimbSearch(synthetic.space(), settings);
    for (List<String> next = search.ask(1); !next.isEmpty(); next = search.ask(1)) {
      double truth = synthetic.truth(ids.parse(next.get(0)));
      search.tell(next.get(0), Measurement.run(truth * (1 + noise * random.nextGaussian())));
    }
    return search.answer();
  }
}
