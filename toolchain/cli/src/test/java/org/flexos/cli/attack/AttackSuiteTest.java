package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every attack against every variant, measured, and compared with what is promised. */
@Tag("guest")
@Tag("attacks")
class AttackSuiteTest {
  private static final Path TEXT = Path.of("target/attacks.txt");
  private static final Path MARKDOWN = Path.of("target/attacks.md");
  private static final String DOCUMENT = "docs/security.md";

  @TempDir static Path folder;
  private static final List<String> broken = new ArrayList<>();
  private static AttackTable table;

  @BeforeAll
  static void measureAll() throws IOException, InterruptedException {
    Files.deleteIfExists(TEXT);
    var lab = new Lab(folder);
    List<Row> rows = Rows.all();
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      var futures = new ArrayList<Map<Column, Future<String>>>();
      for (Row row : rows) {
        var cells = new EnumMap<Column, Future<String>>(Column.class);
        row.cells().forEach((c, cell) -> cells.put(c, pool.submit(() -> cell.measure().run(lab))));
        futures.add(cells);
      }
      var lines = new ArrayList<AttackTable.Line>();
      for (int i = 0; i < rows.size(); i++) {
        lines.add(line(rows.get(i), futures.get(i)));
      }
      table = new AttackTable(lines);
    } finally {
      pool.shutdownNow();
    }
    Files.createDirectories(TEXT.getParent());
    Files.write(TEXT, table.text());
    Files.write(MARKDOWN, table.markdown());
  }

  private static AttackTable.Line line(Row row, Map<Column, Future<String>> measured)
      throws InterruptedException {
    var cells = new EnumMap<Column, String>(Column.class);
    for (Column column : Column.values()) {
      String said = value(measured.get(column));
      cells.put(column, said);
      String promised = row.cells().get(column).promised();
      if (!said.equals(promised)) {
        broken.add(
            row.id()
                + " "
                + row.what()
                + ", "
                + column.title()
                + ": promised '"
                + promised
                + "', measured '"
                + said
                + "'");
      }
    }
    return new AttackTable.Line(row.id(), row.what(), cells);
  }

  private static String value(Future<String> measured) throws InterruptedException {
    try {
      return measured.get();
    } catch (ExecutionException e) {
      return "could not be measured: " + e.getCause();
    }
  }

  @Test
  void everyAttackEndsAsPromised() {
    assertThat(broken).isEmpty();
  }

  @Test
  void theDocumentSaysWhatWasMeasured() throws IOException {
    assertThat(Files.readAllLines(Cli.home().resolve(DOCUMENT)))
        .as(DOCUMENT + " must hold the lines of toolchain/cli/" + MARKDOWN)
        .containsSequence(table.markdown());
  }
}
