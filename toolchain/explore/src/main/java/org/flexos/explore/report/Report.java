package org.flexos.explore.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.search.Answer;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.search.Point;
import org.flexos.explore.search.Snapshot;

/**
 * Everything a report shows.
 *
 * @param title the space in words
 * @param source how figures were obtained
 * @param reasons what is safer than what and why, a line each
 * @param items element i of the order
 */
public record Report(
    String title,
    String source,
    List<String> reasons,
    Answer answer,
    List<Item> items,
    FinitePoset order) {
  /**
   * A configuration and its place in the picture, in pixels; safer ones are higher up.
   *
   * @param margin half the width of the mean's 95 % interval; 0 for exact figures
   */
  public record Item(Point point, Snapshot.Seen seen, double x, double y) {
    public Optional<Measurement> measurement() {
      return seen.measurement();
    }
  }

  public Report {
    reasons = List.copyOf(reasons);
    items = List.copyOf(items);
  }

  public static Report of(
      String title,
      String source,
      List<String> reasons,
      Answer answer,
      Snapshot snapshot,
      Function<String, Point> words) {
    List<Point> points = snapshot.seen().stream().map(s -> words.apply(s.id())).toList();
    Layout layout = Layout.of(points, snapshot.order());
    var items = new ArrayList<Item>();
    for (int i = 0; i < points.size(); i++) {
      items.add(new Item(points.get(i), snapshot.seen().get(i), layout.x(i), layout.y(i)));
    }
    return new Report(title, source, reasons, answer, items, snapshot.order());
  }

  public double width() {
    return items.stream().mapToDouble(Item::x).max().orElse(0) + Layout.MARGIN;
  }

  public double height() {
    return items.stream().mapToDouble(Item::y).max().orElse(0) + Layout.MARGIN;
  }

  public String metric() {
    return answer.budget().metric();
  }
}
