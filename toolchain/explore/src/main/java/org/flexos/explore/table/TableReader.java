package org.flexos.explore.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.table.Csv.Field;
import org.flexos.model.Diagnostic;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/** Reads a table of measured configurations, and finds everything wrong with it at once. */
public final class TableReader {
  private static final String ID = "id";
  private static final List<String> SPREAD = List.of("min", "max", "cv_pct", "n_samples");

  /** Their order is written down pair by pair. */
  private static final int MOST_ROWS = 10_000;

  private final String file;
  private final String metric;
  private final boolean partial;
  private final List<Diagnostic> findings = new ArrayList<>();
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final Map<String, SourceLocation> seen = new HashMap<>();
  private int components;

  private TableReader(String file, String metric, boolean partial) {
    this.file = file;
    this.metric = metric;
    this.partial = partial;
  }

  /**
   * Components are named by columns {@code c_NAME}, if there is one for each; else they are c1, c2…
   *
   * @param metric the column with the figures
   * @param partial combinations of a partition and a hardening of the table may be missing
   * @throws UserErrorException every finding, with line and column
   */
  public static Table read(String file, String text, String metric, boolean partial) {
    var reader = new TableReader(file, metric, partial);
    List<TableRow> rows = reader.rows(Csv.read(file, text));
    if (!reader.findings.isEmpty()) {
      throw new UserErrorException(reader.findings);
    }
    return new Table(
        rows.stream()
            .sorted(Comparator.comparingInt(TableRow::rank).thenComparing(TableRow::id))
            .toList(),
        reader.names());
  }

  private List<String> names() {
    List<String> named =
        columns.keySet().stream().filter(c -> c.startsWith("c_")).map(c -> c.substring(2)).toList();
    return named.size() == components
        ? named
        : IntStream.rangeClosed(1, components).mapToObj(i -> "c" + i).toList();
  }

  private List<TableRow> rows(List<List<Field>> lines) {
    if (lines.isEmpty()) {
      error(
          new SourceLocation(file, 1, 1),
          "the file is empty; expected a header with 'id' and '" + metric + "'");
      return List.of();
    }
    header(lines.get(0));
    if (!findings.isEmpty()) {
      return List.of();
    }
    if (lines.size() - 1 > MOST_ROWS) {
      tooMany(lines);
      return List.of();
    }
    var rows = new ArrayList<TableRow>();
    for (List<Field> line : lines.subList(1, lines.size())) {
      row(line).ifPresent(rows::add);
    }
    if (lines.size() == 1) {
      error(lines.get(0).get(0).where(), "the table has a header and no rows");
    }
    if (findings.isEmpty() && !partial) {
      missing(rows);
    }
    return findings.isEmpty() && rows.stream().anyMatch(r -> !plausible(r)) ? bare(rows) : rows;
  }

  private void tooMany(List<List<Field>> lines) {
    error(
        lines.get(MOST_ROWS + 1).get(0).where(),
        String.format(
            Locale.ROOT,
            "the table has %,d rows, and at most %,d can be ordered; leave out what cannot be in the"
                + " answer",
            lines.size() - 1,
            MOST_ROWS));
  }

  private void header(List<Field> header) {
    for (Field field : header) {
      if (columns.putIfAbsent(field.text(), columns.size()) != null) {
        error(field.where(), "column '" + field.text() + "' stands here twice");
        return;
      }
    }
    for (String needed : List.of(ID, metric)) {
      if (!columns.containsKey(needed)) {
        error(
            header.get(0).where(),
            "no column '" + needed + "'; the columns are: " + String.join(", ", columns.keySet()));
      }
    }
  }

  private Optional<TableRow> row(List<Field> line) {
    SourceLocation where = line.get(0).where();
    if (line.size() != columns.size()) {
      error(where, "the row has " + line.size() + " fields, the header " + columns.size());
      return Optional.empty();
    }
    Field id = line.get(columns.get(ID));
    Optional<String> problem = TableRow.problemOf(id.text(), components);
    problem.ifPresent(p -> error(id.where(), p));
    if (problem.isEmpty()) {
      components = id.text().indexOf('-');
      SourceLocation first = seen.putIfAbsent(id.text(), id.where());
      if (first != null) {
        error(
            id.where(),
            "configuration "
                + id.text()
                + " stands here twice, first in line "
                + first.line()
                + "; keep one row");
        return Optional.empty();
      }
    }
    Optional<Double> figure = figure(line.get(columns.get(metric)));
    return problem.isPresent() || figure.isEmpty()
        ? Optional.empty()
        : Optional.of(TableRow.of(id.text(), spread(line, figure.get()), id.where()));
  }

  private Optional<Double> figure(Field field) {
    Optional<Double> value = number(field.text());
    if (value.isEmpty() || !Double.isFinite(value.get()) || value.get() <= 0) {
      error(
          field.where(), "'" + metric + "' must be a positive number, was '" + field.text() + "'");
      return Optional.empty();
    }
    return value;
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The runs behind a mean, where the table tells; else it counts as one run. */
  private Measurement spread(List<Field> line, double mean) {
    var values = new ArrayList<Double>();
    for (String column : SPREAD) {
      Optional<Double> value =
          columns.containsKey(column)
              ? number(line.get(columns.get(column)).text())
              : Optional.empty();
      if (value.isEmpty()) {
        return Measurement.run(mean);
      }
      if (!Double.isFinite(value.get()) || value.get() < 0) {
        Field field = line.get(columns.get(column));
        error(
            field.where(),
            "'" + column + "' must be a number of at least 0, was '" + field.text() + "'");
        return Measurement.run(mean);
      }
      values.add(value.get());
    }
    int runs = (int) Math.max(1, values.get(3));
    return new Measurement(mean, runs, values.get(2) / 100 * mean, values.get(0), values.get(1));
  }

  /** Whether the spread is this metric's: a table has it for one of its metrics only. */
  private static boolean plausible(TableRow row) {
    Measurement m = row.measurement();
    return m.min() <= m.mean() && m.mean() <= m.max();
  }

  private static List<TableRow> bare(List<TableRow> rows) {
    return rows.stream()
        .map(r -> TableRow.of(r.id(), Measurement.run(r.measurement().mean()), r.where()))
        .toList();
  }

  private void missing(List<TableRow> rows) {
    var partitions = new LinkedHashMap<String, SourceLocation>();
    var hardenings = new LinkedHashSet<String>();
    for (TableRow row : rows) {
      partitions.putIfAbsent(row.partition().toString(), row.where());
      hardenings.add(row.hardeningDigits());
    }
    partitions.forEach(
        (partition, where) -> {
          List<String> absent =
              hardenings.stream()
                  .map(h -> partition + "-" + h)
                  .filter(id -> !seen.containsKey(id))
                  .sorted()
                  .toList();
          if (!absent.isEmpty()) {
            error(
                where,
                "partition "
                    + partition
                    + " lacks "
                    + absent.size()
                    + " of the table's "
                    + hardenings.size()
                    + " hardenings: "
                    + String.join(", ", absent)
                    + "; add the rows, or allow gaps with --partial");
          }
        });
  }

  private void error(SourceLocation where, String message) {
    findings.add(Diagnostic.error(where, message));
  }
}
