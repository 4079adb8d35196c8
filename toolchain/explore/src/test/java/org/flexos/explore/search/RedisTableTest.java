package org.flexos.explore.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.table.EdgesReader;
import org.flexos.explore.table.TableReader;
import org.flexos.explore.table.TableRow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The original's 80 Redis configurations, and what its authors and its README say of them. */
class RedisTableTest {
  private static final Path DATA = data();
  private static List<TableRow> rows;
  private static List<String> ids;
  private static FinitePoset full;
  private static FinitePoset figure8;

  private static Path data() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("data/flexos-asplos22"))) {
      folder = folder.getParent();
    }
    return folder.resolve("data/flexos-asplos22");
  }

  @BeforeAll
  static void read() throws IOException {
    rows =
        TableReader.read(
                "redis80.csv", Files.readString(DATA.resolve("redis80.csv")), "get_mean", false)
            .rows();
    ids = rows.stream().map(TableRow::id).toList();
    full = FinitePoset.of(rows.size(), (a, b) -> rows.get(a).leq(rows.get(b)));
    figure8 =
        EdgesReader.read("fig8-edges.csv", Files.readString(DATA.resolve("fig8-edges.csv")), ids);
  }

  private static double[] figures() {
    return rows.stream().mapToDouble(r -> r.measurement().mean()).toArray();
  }

  private static Answer search(FinitePoset order, String budget) {
    return search(order, budget, Integer.MAX_VALUE);
  }

  private static Answer search(FinitePoset order, String budget, int runs) {
    var search =
        new ExplicitSearch(
            ids,
            order,
            rows.stream().map(TableRow::features).toList(),
            OptionalInt.of(0),
            new SearchSettings(Budget.parse(budget), 0, 1, runs, Integer.MAX_VALUE, 1));
    return BruteForce.run(search, ids, figures(), 1);
  }

  @Test
  void theOrderHasThePairsAndCoversThatTheReadmeCounts() {
    int pairs = 0;
    int covers = 0;
    for (int i = 0; i < ids.size(); i++) {
      pairs += full.up(i).cardinality() - 1;
      covers += full.upperCovers(i).size();
    }
    assertThat(pairs).isEqualTo(892);
    assertThat(covers).isEqualTo(256);
  }

  @Test
  void findsTheTwoConfigurationsOfTheReadme() {
    Answer answer = search(full, "get_mean >= 500000");
    assertThat(BruteForce.ids(answer)).containsExactly("0001-1011", "0012-0011");
    assertThat(answer.beforeConfirmation()).isLessThanOrEqualTo(24);
    assertThat(answer.measured()).isLessThanOrEqualTo(32);
    assertThat(answer.measured() + answer.pruned()).isEqualTo(80);
    assertThat(answer.left()).isZero();
  }

  @Test
  void saysWhenItsRunsWereTooFewToConfirm() {
    Answer whole = search(full, "get_mean >= 500000");
    for (int runs = whole.beforeConfirmation(); runs <= whole.measured(); runs++) {
      Answer answer = search(full, "get_mean >= 500000", runs);
      assertThat(answer.left()).isZero();
      assertThat(answer.cutShort()).as("%d runs", runs).isEqualTo(runs < whole.measured());
    }
    assertThat(search(full, "get_mean >= 500000", whole.beforeConfirmation() - 1))
        .matches(a -> a.left() > 0 && a.cutShort());
  }

  @Test
  void findsTheFiveStarsOfFigure8UnderItsOrder() {
    Answer answer = search(figure8, "get_mean >= 500000");
    assertThat(BruteForce.ids(answer))
        .containsExactlyElementsOf(BruteForce.maximal(ids, figure8, figures(), answer.budget()))
        .hasSize(5);
    assertThat(answer.beforeConfirmation()).isLessThanOrEqualTo(24);
    assertThat(answer.measured()).isLessThanOrEqualTo(32);
  }

  @Test
  void agreesWithBruteForceForBudgetsBetweenAllNeighbouringValues() {
    double[] sorted = figures();
    Arrays.sort(sorted);
    for (FinitePoset order : List.of(full, figure8)) {
      var wrong = new ArrayList<String>();
      for (int i = 0; i + 1 < sorted.length; i++) {
        String budget =
            String.format(Locale.ROOT, "get_mean >= %.3f", (sorted[i] + sorted[i + 1]) / 2);
        Answer answer = search(order, budget);
        if (!BruteForce.ids(answer)
            .equals(BruteForce.maximal(ids, order, figures(), answer.budget()))) {
          wrong.add(budget);
        }
      }
      System.out.println(
          "budgets with another answer than brute force: " + wrong.size() + " of 79");
      assertThat(wrong).hasSizeLessThanOrEqualTo(2);
    }
  }
}
