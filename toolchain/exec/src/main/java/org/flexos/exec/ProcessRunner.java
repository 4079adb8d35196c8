package org.flexos.exec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.flexos.model.EnvironmentException;

/** Runs programs: argument lists, never a shell; always a time limit; output captured. */
public final class ProcessRunner {
  private final Consumer<String> log;

  /** @param log is given each command line, in a form that can be pasted into a shell */
  public ProcessRunner(Consumer<String> log) {
    this.log = log;
  }

  /** What a program left behind. Status 0 is success. */
  public record Result(List<String> command, int status, String stdout, String stderr) {
    /** Throws with everything the program said unless it succeeded. */
    public Result orFail(String doing) {
      if (status != 0) {
        throw new ProcessFailedException(doing, this);
      }
      return this;
    }
  }

  /** Runs to the end; a program that exceeds the limit is killed. */
  public Result run(List<String> command, Duration limit) {
    return run(command, limit, null);
  }

  /** As above, in {@code folder} (null: the current one). */
  public Result run(List<String> command, Duration limit, Path folder) {
    log.accept(pasteable(command));
    Process process;
    try {
      var builder = new ProcessBuilder(command);
      if (folder != null) {
        builder.directory(folder.toFile());
      }
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot start " + command.get(0) + ": " + e.getMessage(), e);
    }
    var out = CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()));
    var err = CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new EnvironmentException(
            pasteable(command) + "\ndid not end within " + limit.toSeconds() + " s");
      }
      return new Result(List.copyOf(command), process.exitValue(), out.join(), err.join());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while running " + command.get(0), e);
    }
  }

  private static String readAll(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** The command as a shell would take it. */
  public static String pasteable(List<String> command) {
    return command.stream()
        .map(a -> a.matches("[-+=:,./@%\\w]+") ? a : "'" + a.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
