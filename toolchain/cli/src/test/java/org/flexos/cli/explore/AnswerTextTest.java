package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.search.Answer;
import org.flexos.explore.search.Budget;
import org.flexos.explore.search.ExplicitSearch;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.search.Point;
import org.flexos.explore.search.SearchSettings;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
  private static final String CUT =
      "; --max-runs ended it before all was confirmed: --resume with a larger one goes on";

  /** Of a and b, both below c; a meets the budget, and c is all that is left to confirm. */
  private static String certainty(int runs) {
    List<String> ids = List.of("a", "b", "c");
    Map<String, Double> figures = Map.of("a", 10.0, "b", 1.0, "c", 0.5);
    var search =
        new ExplicitSearch(
            ids,
            FinitePoset.of(3, (x, y) -> x == y || y == 2),
            List.of(new double[0], new double[0], new double[0]),
            OptionalInt.of(0),
            new SearchSettings(Budget.parse("f >= 5"), 0, 1, runs, 12, 1));
    for (List<String> next = search.ask(1); !next.isEmpty(); next = search.ask(1)) {
      search.tell(next.get(0), Measurement.run(figures.get(next.get(0))));
    }
    Answer answer = search.answer();
    List<String> lines =
        new AnswerText(answer, id -> new Point(id, 0, id, "none", Map.of()), "made up").lines();
    return lines.get(lines.size() - 1);
  }

  @Test
  void saysThatItsRunsWereUsedUp() {
    assertThat(certainty(1))
        .isEqualTo(
            "certainty: the search was not finished; safer configurations may meet the budget"
                + CUT);
    assertThat(certainty(2))
        .isEqualTo(
            "certainty: each one's figure was measured; of the next safer neighbours 0 were measured"
                + " and miss the budget, 1 lie above one that misses it"
                + CUT);
    assertThat(certainty(3))
        .isEqualTo(
            "certainty: each one's figure was measured; of the next safer neighbours 1 were measured"
                + " and miss the budget");
  }
}
