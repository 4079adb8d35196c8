package org.flexos.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.flexos.exec.ProcessRunner;

/**
 * What all steps of one command share.
 *
 * @param home the repository
 * @param cache the product's cache folder
 * @param out answers of the command
 * @param err everything said on the way
 * @param verbose show each command run
 * @param terminal a person watches {@code err}: progress bars are welcome
 * @param toolLimit for each run of a compiler or linker
 */
public record Session(
    Path home,
    Path cache,
    PrintStream out,
    PrintStream err,
    boolean verbose,
    boolean terminal,
    int jobs,
    Duration toolLimit) {

  public ProcessRunner runner() {
    return new ProcessRunner(this::log);
  }

  /** A line for {@code -v} only. */
  public void log(String line) {
    if (verbose) {
      err.println("+ " + line);
    }
  }

  public void say(String line) {
    err.println(line);
  }
}
