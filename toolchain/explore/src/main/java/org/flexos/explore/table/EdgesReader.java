package org.flexos.explore.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flexos.explore.order.CyclicOrderException;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.table.Csv.Field;
import org.flexos.model.Diagnostic;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/**
 * Reads a user's own order of a table: {@code lower,upper} pairs, of which the closure is taken.
 */
public final class EdgesReader {
  private EdgesReader() {}

  /**
   * @param ids the elements, in the order's numbering
   * @throws UserErrorException every finding, with line and column; or a cycle
   */
  public static FinitePoset read(String file, String text, List<String> ids) {
    var findings = new ArrayList<Diagnostic>();
    List<List<Field>> lines = Csv.read(file, text);
    if (lines.isEmpty()
        || !lines.get(0).stream().map(Field::text).toList().equals(List.of("lower", "upper"))) {
      throw new UserErrorException(
          List.of(
              Diagnostic.error(
                  new SourceLocation(file, 1, 1), "the header must be 'lower,upper'")));
    }
    Map<String, Integer> index = new HashMap<>();
    ids.forEach(id -> index.put(id, index.size()));
    var edges = new ArrayList<FinitePoset.Edge>();
    for (List<Field> line : lines.subList(1, lines.size())) {
      edge(line, index, findings, edges);
    }
    if (!findings.isEmpty()) {
      throw new UserErrorException(findings);
    }
    try {
      return FinitePoset.ofEdges(ids, edges);
    } catch (CyclicOrderException e) {
      throw new UserErrorException(
          List.of(
              Diagnostic.error(
                  new SourceLocation(file, 0, 0),
                  "the order goes in a circle: " + e.getMessage() + "; drop one of the edges")));
    }
  }

  private static void edge(
      List<Field> line,
      Map<String, Integer> index,
      List<Diagnostic> findings,
      List<FinitePoset.Edge> edges) {
    if (line.size() != 2) {
      findings.add(
          Diagnostic.error(
              line.get(0).where(), "an edge is 'lower,upper', found " + line.size() + " fields"));
      return;
    }
    int before = findings.size();
    for (Field field : line) {
      if (!index.containsKey(field.text())) {
        findings.add(
            Diagnostic.error(
                field.where(), "configuration '" + field.text() + "' is not in the table"));
      }
    }
    if (findings.size() == before) {
      edges.add(new FinitePoset.Edge(index.get(line.get(0).text()), index.get(line.get(1).text())));
    }
  }
}
