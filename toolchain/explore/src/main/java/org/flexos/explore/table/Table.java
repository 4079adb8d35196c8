package org.flexos.explore.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.order.Partition;
import org.flexos.explore.search.ExplicitSearch;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.search.Point;
import org.flexos.explore.search.SearchSettings;
import org.flexos.explore.search.Source;

/**
 * A table as a space and as a source: what could be measured is what was.
 *
 * @param rows least safe first
 * @param names of the components, in the order of an id's digits
 */
public record Table(List<TableRow> rows, List<String> names) implements Source {
  public Table {
    rows = List.copyOf(rows);
    names = List.copyOf(names);
  }

  public List<String> ids() {
    return rows.stream().map(TableRow::id).toList();
  }

  /** Finer or equal partition and no hardening less. */
  public FinitePoset order() {
    return FinitePoset.of(rows.size(), (a, b) -> rows.get(a).leq(rows.get(b)));
  }

  /** The row with one compartment and no hardening, if there is one. */
  public OptionalInt baseline() {
    return rows.get(0).rank() == 0 ? OptionalInt.of(0) : OptionalInt.empty();
  }

  public ExplicitSearch search(FinitePoset order, OptionalInt baseline, SearchSettings settings) {
    return new ExplicitSearch(
        ids(), order, rows.stream().map(TableRow::features).toList(), baseline, settings);
  }

  public List<Point> points() {
    return rows.stream()
        .map(r -> new Point(r.id(), r.rank(), compartments(r.partition()), hardened(r), Map.of()))
        .toList();
  }

  private String compartments(Partition partition) {
    return words(partition, names);
  }

  /** {@code app+newlib | lwip}. */
  public static String words(Partition partition, List<String> names) {
    var blocks = new ArrayList<String>();
    for (int b = 0; b < partition.blocks(); b++) {
      blocks.add(String.join("+", partition.members(b).stream().map(names::get).toList()));
    }
    return String.join(" | ", blocks);
  }

  private String hardened(TableRow row) {
    var hard = new ArrayList<String>();
    for (int i = 0; i < names.size(); i++) {
      if (row.hardened().get(i)) {
        hard.add(names.get(i));
      }
    }
    return hard.isEmpty() ? "none" : String.join(", ", hard);
  }

  @Override
  public String name() {
    return "table";
  }

  /** 0 without a spread in the table: nothing is known of how sure a figure is. */
  @Override
  public double noise() {
    return rows.stream().anyMatch(r -> r.measurement().runs() > 1) ? 0.02 : 0;
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  @Override
  public Measurement measure(String id) {
    return byId().get(id).measurement();
  }

  private Map<String, TableRow> byId() {
    var map = new HashMap<String, TableRow>();
    rows.forEach(r -> map.put(r.id(), r));
    return map;
  }
}
