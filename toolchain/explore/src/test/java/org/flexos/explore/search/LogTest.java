package org.flexos.explore.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.flexos.explore.order.FinitePoset;
import org.junit.jupiter.api.Test;

class LogTest {
  private static final int MOST = 4;

  private static SearchSettings settings(String budget) {
    return new SearchSettings(Budget.parse(budget), 0.02, 5, MOST, 1, 1);
  }

  private static Log<String> log(String budget) {
    var log = new Log<String>(settings(budget), Optional.of("base"));
    log.tell("base", Measurement.run(200));
    return log;
  }

  @Test
  void aLimitIsNoSurerThanTheBaselineThatItComesFrom() {
    Log<String> relative = log("f >= 0.5 * baseline");
    Log<String> absolute = log("f >= 100");
    for (Log<String> log : List.of(relative, absolute)) {
      log.tell("near", Measurement.run(105));
    }
    // 105 is good for 4.2 either way; half of the baseline for 4.
    assertThat(absolute.clear("near")).isTrue();
    assertThat(absolute.toRepeat(k -> true)).isEmpty();
    assertThat(relative.clear("near")).isFalse();
    assertThat(relative.toRepeat(k -> true)).containsExactly("base", "near");
    for (int run = 2; run <= 6; run++) {
      assertThat(relative.toRepeat(k -> false)).containsExactly("base");
      relative.tell("base", Measurement.run(200));
    }
    assertThat(relative.toRepeat(k -> false)).isEmpty();
    assertThat(relative.clear("near")).isTrue();
  }

  @Test
  void theBaselineIsSureAgainstItself() {
    Log<String> log = log("f >= baseline");
    log.tell("base", Measurement.run(150));
    assertThat(log.clear("base")).isTrue();
  }

  /** However many at once: nothing orders these, so that each must be measured. */
  @Test
  void noMoreRunsThanAllowed() {
    List<String> ids = List.of("a", "b", "c", "d", "e", "f", "g");
    var search =
        new ExplicitSearch(
            ids,
            FinitePoset.of(ids.size(), (a, b) -> false),
            ids.stream().map(id -> new double[0]).toList(),
            OptionalInt.empty(),
            settings("f >= 1"));
    List<String> first = search.ask(3);
    assertThat(first).hasSize(3);
    search.tell(first.get(0), Measurement.run(50));
    search.fail(first.get(1), "no luck");
    assertThat(search.ask(3)).hasSize(1);
    assertThat(search.ask(3)).isEmpty();
  }
}
