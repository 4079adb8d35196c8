package org.flexos.cli.explore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flexos.cli.current.ProgramMark;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.search.Point;
import org.flexos.explore.search.Search;
import org.flexos.explore.search.Source;

/**
 * A space with a search and a source, ready to run.
 *
 * @param what the space in words, its size included
 * @param identity same text: same space, source and metric; for the journal
 * @param reasons what is safer than what and why, a line each
 * @param program what figures are of, as it is when asked
 * @param points every configuration if the space is small, else empty: see {@code describe}
 * @param order of {@code points}; empty with them
 */
public record Exploration(
    String what,
    String identity,
    String metric,
    List<String> reasons,
    Search search,
    Source source,
    Supplier<ProgramMark> program,
    List<Point> points,
    Optional<FinitePoset> order,
    Function<String, Point> describe) {
  public Exploration {
    reasons = List.copyOf(reasons);
    points = List.copyOf(points);
  }

  /** Whether there is such a configuration; of a large space, whether there might be. */
  boolean has(String id) {
    return order.isEmpty() || describe.apply(id) != null;
  }

  /** For spaces that are written down. */
  static Function<String, Point> lookup(List<Point> points) {
    Map<String, Point> byId = new LinkedHashMap<>();
    points.forEach(p -> byId.put(p.id(), p));
    return byId::get;
  }
}
