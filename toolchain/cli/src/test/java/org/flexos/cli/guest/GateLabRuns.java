package org.flexos.cli.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.flexos.cli.Cli;
import org.flexos.cli.Session;
import org.flexos.cli.bench.GateLab;
import org.flexos.cli.bench.GateLab.Level;
import org.flexos.latebind.LlvmPrograms;

/** Runs of the gate laboratory, each once for all tests that ask. */
public final class GateLabRuns {
  private static final Duration LIMIT = Duration.ofSeconds(300);
  private static final Map<String, List<String>> RUNS = new HashMap<>();

  private GateLabRuns() {}

  /** Gates as they are emitted, and a short sweep. */
  public static List<String> sound() throws IOException {
    return run("", Level.SHORT);
  }

  /** Gates in which {@code check} does nothing. */
  public static List<String> without(String check) throws IOException {
    return run(check, Level.CONTROL);
  }

  private static synchronized List<String> run(String check, Level level) throws IOException {
    List<String> known = RUNS.get(check);
    if (known == null) {
      UnaryOperator<String> weaken =
          a -> check.isEmpty() ? a : a.replace(check, "nop # planted: " + check);
      known = run(weaken, level);
      RUNS.put(check, known);
    }
    return known;
  }

  private static List<String> run(UnaryOperator<String> weaken, Level level) throws IOException {
    Path folder = Files.createTempDirectory("gate-lab");
    try {
      List<String> lines = lab().run(lab().build(folder, weaken), level, false, LIMIT);
      if (!lines.get(lines.size() - 1).equals("end")) {
        throw new IllegalStateException("the gate laboratory did not come to its end: " + lines);
      }
      return lines;
    } finally {
      remove(folder);
    }
  }

  static GateLab lab() {
    var session =
        new Session(
            Cli.home(),
            Cli.cache(),
            System.out,
            System.err,
            false,
            false,
            1,
            Duration.ofSeconds(120));
    return new GateLab(session, LlvmPrograms.find(Cli.cache()));
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
