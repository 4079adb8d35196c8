package org.flexos.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the command with a real argument array, as a user does, and keeps what it says. */
public final class Cli {
  /** The front door says it to tests, too: a process of its own is the same toolchain. */
  private static final String TOOLCHAIN = "flexos.toolchain";

  private static final Duration TOOL_LIMIT = Duration.ofMinutes(5);

  /** What a command left behind. */
  public record Result(int status, String out, String err) {}

  private Cli() {}

  /** The repository: the folder above this module that has the front door. */
  public static Path home() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("flexos"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** The user's cache: tests share it, or each run would compile the C library again. */
  public static Path cache() {
    String chosen = System.getenv("FLEXOS_CACHE");
    String base = System.getenv("XDG_CACHE_HOME");
    return chosen != null
        ? Path.of(chosen)
        : (base != null ? Path.of(base) : Path.of(System.getProperty("user.home"), ".cache"))
            .resolve("flexos");
  }

  /** The application that explorations of tests measure, in a new folder, to be changed there. */
  public static Path exploreApp(Path parent) throws IOException {
    Path from = home().resolve("toolchain/cli/src/test/resources/explore-app");
    Path to = Files.createDirectories(parent.resolve("explore-app"));
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  /** For parts of a command: silent, with {@code jobs} units compiled at once. */
  public static Session session(int jobs) {
    var silent = new PrintStream(PrintStream.nullOutputStream());
    return new Session(home(), cache(), silent, silent, false, false, jobs, TOOL_LIMIT);
  }

  /**
   * The command as a process of its own, which can be signalled and has streams of its own.
   *
   * @param temporary where its temporary files are made
   */
  public static ProcessBuilder process(Path temporary, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-Dflexos.home=" + home(),
                "-Dflexos.cache=" + cache(),
                "-cp",
                System.getProperty("java.class.path")));
    String toolchain = System.getProperty(TOOLCHAIN);
    if (toolchain != null) {
      command.add("-D" + TOOLCHAIN + "=" + toolchain);
    }
    command.add("org.flexos.cli.Main");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  public static Result run(String... arguments) {
    return runIn(home(), arguments);
  }

  /**
   * @param home a repository that need not be this one: its guest's sources are built
   */
  public static Result runIn(Path home, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        Main.run(
            home,
            cache(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            arguments);
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
