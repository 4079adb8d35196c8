package org.flexos.exec;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.flexos.model.EnvironmentException;

/**
 * A program that runs while we do something else, such as a guest that is measured. It ends with
 * {@link #close}, and with this process at the latest.
 */
public final class BackgroundProgram implements AutoCloseable {
  private final Process process;
  private final Path said;

  private BackgroundProgram(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * @param log is given the command line
   * @param environment what the program gets beyond our own environment
   * @param said a file that gets both of its output streams
   * @throws EnvironmentException it cannot be started
   */
  public static BackgroundProgram start(
      Consumer<String> log, List<String> command, Map<String, String> environment, Path said) {
    log.accept(ProcessRunner.pasteable(command));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null")).redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    try {
      return new BackgroundProgram(Leftovers.start(builder), said);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot start "
              + command.get(0)
              + ": "
              + e.getMessage()
              + "; `./flexos doctor` lists what is missing",
          e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Seconds of processor time so far, of all its threads. */
  public double processorSeconds() {
    return ProcessorTime.of(process.pid());
  }

  /** All that it has said so far. */
  public String said() {
    try {
      return Files.readString(said, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    Leftovers.ended(process);
  }
}
