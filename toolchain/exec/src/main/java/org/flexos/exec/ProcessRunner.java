package org.flexos.exec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.flexos.model.EnvironmentException;

/**
 * Runs programs: argument lists, never a shell; always a time limit; output captured. Safe for use
 * by several threads.
 */
public final class ProcessRunner {
  private static final int PATIENCE_S = 5;

  private final Consumer<String> log;
  private final Map<String, String> environment;

  /**
   * @param log is given each command line, in a form that can be pasted into a shell
   */
  public ProcessRunner(Consumer<String> log) {
    this(log, Map.of());
  }

  /**
   * @param environment what programs get beyond our own environment
   */
  public ProcessRunner(Consumer<String> log, Map<String, String> environment) {
    this.log = log;
    this.environment = Map.copyOf(environment);
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

  /**
   * As above, in {@code folder} (null: the current one).
   *
   * @throws EnvironmentException the program cannot be started, or took longer than its limit
   */
  public Result run(List<String> command, Duration limit, Path folder) {
    return watched(
        command,
        folder,
        false,
        process -> {
          CompletableFuture<String> out = drain(process.getInputStream());
          CompletableFuture<String> err = drain(process.getErrorStream());
          if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new EnvironmentException(
                program(command)
                    + " did not end within "
                    + limit.toSeconds()
                    + " s and was killed; if the machine is that slow, raise the limit with"
                    + " --tool-timeout SECONDS\ncommand: "
                    + pasteable(command));
          }
          return new Result(List.copyOf(command), process.exitValue(), out.join(), err.join());
        });
  }

  /**
   * What became of a program that is allowed to hang.
   *
   * @param status empty: it ran into its limit and was killed, with all that it had started
   * @param said on both of its outputs, as it came
   */
  public record Attempt(Optional<Integer> status, String said) {}

  /**
   * Runs a program to its end or its limit, whichever comes first.
   *
   * @throws EnvironmentException it cannot be started
   */
  public Attempt attempt(List<String> command, Duration limit, Path folder) {
    return watched(
        command,
        folder,
        true,
        process -> {
          CompletableFuture<String> said = drain(process.getInputStream());
          boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
          killTree(process);
          process.waitFor();
          // Somebody it started may have left it, with its output still open.
          String text = said.completeOnTimeout("", PATIENCE_S, TimeUnit.SECONDS).join();
          return new Attempt(ended ? Optional.of(process.exitValue()) : Optional.empty(), text);
        });
  }

  /** What is done with a program that runs. */
  private interface Watch<T> {
    T over(Process process) throws InterruptedException;
  }

  /** Starts a program without input, and leaves nothing of it running. */
  private <T> T watched(List<String> command, Path folder, boolean oneOutput, Watch<T> watch) {
    log.accept(pasteable(command));
    Process process = start(command, folder, oneOutput);
    try {
      process.getOutputStream().close();
      return watch.over(process);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot talk to " + program(command) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while running " + program(command), e);
    } finally {
      killTree(process);
      Leftovers.ended(process);
    }
  }

  private Process start(List<String> command, Path folder, boolean oneOutput) {
    var builder = new ProcessBuilder(command).redirectErrorStream(oneOutput);
    builder.environment().putAll(environment);
    if (folder != null) {
      builder.directory(folder.toFile());
    }
    try {
      return Leftovers.start(builder);
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

  /** A thread of its own for each stream: a pool could leave one unread, and its pipe full. */
  private static CompletableFuture<String> drain(InputStream stream) {
    var text = new CompletableFuture<String>();
    var thread = new Thread(() -> text.complete(readAll(stream)), "process output");
    thread.setDaemon(true);
    thread.start();
    return text;
  }

  private static String readAll(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // the process was killed; what it said no longer matters
    }
  }

  /** By its handle: {@link Process#destroyForcibly} would drop what the program has said. */
  private static void killTree(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.toHandle().destroyForcibly();
    }
  }

  private static String program(List<String> command) {
    return Path.of(command.get(0)).getFileName().toString();
  }

  /** The command as a shell would take it. */
  public static String pasteable(List<String> command) {
    return command.stream()
        .map(a -> a.matches("[-+=:,./@%\\w]+") ? a : "'" + a.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
