package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flexos.explore.report.GraphWriter;
import org.flexos.explore.report.PageWriter;
import org.flexos.explore.report.Report;
import org.flexos.explore.report.ResultsWriter;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;

/** Puts a report into a folder, overwriting the files of a former one. */
public final class ReportFiles {
  private ReportFiles() {}

  /**
   * To be asked before anything is measured for the report.
   *
   * @throws UserErrorException nothing could be written there in the end
   */
  public static void check(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".flexos", ""));
    } catch (AccessDeniedException e) {
      throw new UserErrorException("--report " + folder + ": permission denied: " + e.getFile());
    } catch (FileAlreadyExistsException e) {
      throw new UserErrorException(
          "--report " + folder + ": " + e.getFile() + " is a file, not a folder");
    } catch (IOException e) {
      throw new UserErrorException("--report " + folder + ": nothing can be written there");
    }
  }

  /**
   * @return the page, to be opened in a browser
   */
  public static Path write(Path folder, Report report) {
    var graph = new GraphWriter(report);
    var results = new ResultsWriter(report);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("results.csv"), results.csv());
      Files.writeString(folder.resolve("results.json"), results.json());
      Files.writeString(folder.resolve("poset.dot"), graph.dot());
      Files.writeString(folder.resolve("poset.svg"), graph.svg());
      return Files.writeString(folder.resolve("index.html"), PageWriter.write(report));
    } catch (IOException e) {
      throw new EnvironmentException("--report " + folder + ": " + e.getMessage(), e);
    }
  }
}
