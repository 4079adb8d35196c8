package org.flexos.cli.explore;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.flexos.cli.current.ProgramMark;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.order.SafetyOrders;
import org.flexos.explore.search.Budget;
import org.flexos.explore.search.SearchSettings;
import org.flexos.explore.table.EdgesReader;
import org.flexos.explore.table.Table;
import org.flexos.explore.table.TableReader;
import org.flexos.model.UserErrorException;

/** {@code explore --table}: recorded figures instead of measured ones. */
public final class TableExploration {
  private static final String EDGES = "edges:";

  private TableExploration() {}

  /**
   * @throws UserErrorException the table, the order or the budget cannot be worked with
   */
  public static Exploration of(
      Path file,
      Budget budget,
      Optional<String> order,
      Optional<String> baseline,
      boolean partial) {
    String text = TextFile.read(file);
    Table table = TableReader.read(file.toString(), text, budget.metric(), partial);
    FinitePoset poset = order(table, order.orElse("full"));
    OptionalInt from = baseline(table, baseline);
    if (budget.relative() && from.isEmpty()) {
      throw new UserErrorException(
          "budget '"
              + budget.text()
              + "' needs a baseline, and the table has no configuration with"
              + " one compartment and no hardening; name one with --baseline ID");
    }
    var settings =
        new SearchSettings(budget, table.noise(), 1, Integer.MAX_VALUE, Integer.MAX_VALUE, 1);
    var points = table.points();
    return new Exploration(
        table.rows().size() + " configurations (" + file + ")",
        "table "
            + file.getFileName()
            + ", "
            + table.rows().size()
            + " configurations, metric "
            + budget.metric()
            + ", contents "
            + TextFile.mark(text),
        budget.metric(),
        reasons(order),
        table.search(poset, from, settings),
        table,
        () -> ProgramMark.NONE,
        points,
        Optional.of(poset),
        Exploration.lookup(points));
  }

  private static FinitePoset order(Table table, String order) {
    if (order.equals("full")) {
      return table.order();
    }
    if (order.startsWith(EDGES)) {
      Path file = Path.of(order.substring(EDGES.length()));
      return EdgesReader.read(file.toString(), TextFile.read(file), table.ids());
    }
    throw new UserErrorException(
        "--order '" + order + "' is not known; allowed: full, edges:FILE (a CSV of lower,upper)");
  }

  private static List<String> reasons(Optional<String> order) {
    return order
        .filter(o -> o.startsWith(EDGES))
        .map(o -> List.of("what " + o.substring(EDGES.length()) + " says, and what follows"))
        .orElse(List.of(SafetyOrders.PARTITION, "hardening: " + SafetyOrders.HARDENING));
  }

  private static OptionalInt baseline(Table table, Optional<String> asked) {
    if (asked.isEmpty()) {
      return table.baseline();
    }
    int index = table.ids().indexOf(asked.get());
    if (index < 0) {
      throw new UserErrorException(
          "--baseline: configuration '" + asked.get() + "' is not in the table");
    }
    return OptionalInt.of(index);
  }
}
