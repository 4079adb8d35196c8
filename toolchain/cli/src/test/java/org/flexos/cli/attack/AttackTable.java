package org.flexos.cli.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table attack x variant, as it was measured. */
final class AttackTable {
  /**
   * @param cells what each column says
   */
  record Line(String id, String what, Map<Column, String> cells) {}

  private final List<Line> lines;

  AttackTable(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /** For people at a terminal. */
  List<String> text() {
    var rows = new ArrayList<List<String>>();
    rows.add(header());
    lines.forEach(l -> rows.add(fields(l)));
    var width = new int[header().size()];
    rows.forEach(
        r -> {
          for (int i = 0; i < width.length; i++) {
            width[i] = Math.max(width[i], r.get(i).length());
          }
        });
    var text = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < width.length; i++) {
        line.append(row.get(i)).append(" ".repeat(width[i] - row.get(i).length() + 2));
      }
      text.add(line.toString().stripTrailing());
    }
    return text;
  }

  /** For docs/security.md. */
  List<String> markdown() {
    var text = new ArrayList<String>();
    text.add(row(header()));
    text.add("|" + "---|".repeat(header().size()));
    lines.forEach(l -> text.add(row(fields(l))));
    return text;
  }

  private static String row(List<String> fields) {
    return "| " + String.join(" | ", fields) + " |";
  }

  private static List<String> header() {
    var all = new ArrayList<>(List.of("class", "attack"));
    for (Column column : Column.values()) {
      all.add(column.title());
    }
    return all;
  }

  private static List<String> fields(Line line) {
    var all = new ArrayList<>(List.of(line.id(), line.what()));
    for (Column column : Column.values()) {
      all.add(line.cells().getOrDefault(column, ""));
    }
    return all;
  }
}
