package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.flexos.cli.current.ProgramMark;
import org.flexos.explore.search.Source;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;
import org.flexos.model.json.JsonText;

/**
 * What a task of a job array does: measures the configuration whose turn it is, and leaves a file.
 */
public final class ArrayTask {
  /** Beside the arrays: what they are to measure. */
  private static final String EXPECTED = "measures";

  /**
   * The ending of what a task leaves instead of a result when its sources are others: the reason.
   */
  static final String CHANGED = "changed";

  private ArrayTask() {}

  /**
   * Tells tasks of which space and program their figures must be, as they read all files anew.
   *
   * @param folder of the arrays
   */
  static void expect(Path folder, String space, ProgramMark program) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(EXPECTED), expected(space, program));
    } catch (IOException e) {
      throw new EnvironmentException(folder + ": " + e.getMessage(), e);
    }
  }

  private static String expected(String space, ProgramMark program) {
    return space + "\n" + program.text() + "\n";
  }

  private static void check(Exploration exploration, Path ids, Path changed) throws IOException {
    ProgramMark now = exploration.program().get();
    Path file = ids.resolveSibling(EXPECTED);
    if (!Files.readString(file).equals(expected(exploration.identity(), now))) {
      String why =
          "the sources changed since they are explored, or what explore.yaml and bench.yaml say;"
              + " nothing is measured (expected: "
              + file
              + "; edited last: "
              + now.newest()
              + ")";
      write(changed, why);
      throw new UserErrorException(why);
    }
  }

  /**
   * @param ids a file with an id a line; the result lies beside it
   * @param index of the line, from 0
   */
  public static void run(Exploration exploration, Path ids, int index) {
    String array = ids.getFileName().toString().replaceFirst("\\.ids$", "");
    Path result = ids.resolveSibling(array + "." + index + ".json");
    Path changed = ids.resolveSibling(array + "." + index + "." + CHANGED);
    try {
      List<String> lines = Files.readAllLines(ids);
      if (index < 0 || index >= lines.size()) {
        throw new UserErrorException(ids + " has no line " + (index + 1));
      }
      if (Files.exists(result)) {
        return; // requeued after it had finished: nothing is measured twice
      }
      check(exploration, ids, changed);
      MeasuredResult measured = one(exploration.source(), lines.get(index));
      measured.settle();
      check(exploration, ids, changed);
      write(result, JsonText.write(measured.json()) + "\n");
    } catch (IOException e) {
      throw new EnvironmentException(ids + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while measuring", e);
    }
  }

  /** Whole or not at all, for whoever looks for it. */
  private static void write(Path file, String text) throws IOException {
    Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  static MeasuredResult one(Source source, String id) {
    try {
      return MeasuredResult.of(id, source.measure(id));
    } catch (Source.FailedMeasurementException e) {
      return MeasuredResult.failed(id, e.getMessage());
    }
  }
}
