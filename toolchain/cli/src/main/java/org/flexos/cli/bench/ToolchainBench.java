package org.flexos.cli.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flexos.cli.Session;
import org.flexos.exec.Accelerator;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.GuestRun;
import org.flexos.exec.QemuRunner;
import org.flexos.model.EnvironmentException;
import org.flexos.model.json.JsonText;

/**
 * Times whole commands, as a user does, on a cache folder of its own: fetched sources and the built
 * toolchain are linked into it, objects are not.
 */
public final class ToolchainBench {
  private static final Set<String> MADE_FROM_SOURCES = Set.of("units", "libraries");
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final double NANOS = 1e9;

  private final Session session;

  public ToolchainBench(Session session) {
    this.session = session;
  }

  public void run() {
    Path scratch = null;
    try {
      scratch = Files.createTempDirectory("flexos-bench");
      measure(scratch);
    } catch (IOException e) {
      throw new EnvironmentException("cannot measure: " + e.getMessage(), e);
    } finally {
      Folders.remove(scratch);
    }
  }

  private void measure(Path scratch) throws IOException {
    Path cache = Files.createDirectory(scratch.resolve("cache"));
    try (var entries = Files.list(session.cache())) {
      for (Path entry : entries.filter(e -> !MADE_FROM_SOURCES.contains(name(e))).toList()) {
        Files.createSymbolicLink(cache.resolve(name(entry)), entry);
      }
    }
    Path image = scratch.resolve("example.elf");
    var first = build(cache, image);
    row("first build, empty object cache", seconds(first.seconds()), "120 s");
    row("nothing changed", seconds(build(cache, image).seconds()), "1.5 s");
    var changed = build(cache, scratch.resolve("changed.elf"), "--driver", "fcalls");
    row("only the profile changed, whole command", seconds(changed.seconds()), "2.5 s");
    row("  of it plan, bind and link", seconds(changed.binding()), "0.3 s");
    row("boot to the first line (TCG)", seconds(boot(image)), "0.5 s");
    row("example image, stripped", Files.size(image) / 1024 + " KiB", "400 KiB");
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private record Timed(double seconds, double binding) {}

  private Timed build(Path cache, Path image, String... more) {
    var command =
        new ArrayList<>(
            List.of(
                "env", "FLEXOS_CACHE=" + cache, session.home().resolve("flexos").toString(), "build",
                session.home().resolve("apps/flexos-example").toString(), "-o", image.toString(),
                "--json"));
    command.addAll(List.of(more));
    long start = System.nanoTime();
    String answer = session.runner().run(command, LIMIT).orFail("building the example").stdout();
    double seconds = (System.nanoTime() - start) / NANOS;
    Map<?, ?> steps = (Map<?, ?>) ((Map<?, ?>) JsonText.parse(answer)).get("milliseconds");
    long binding = 0;
    for (String step : List.of("plan", "emit", "link")) {
      binding += steps.get(step) instanceof Long ms ? ms : 0;
    }
    return new Timed(seconds, binding / 1000.0);
  }

  private double boot(Path image) {
    var firstLine = new FirstLine();
    var run =
        new GuestRun(
            image, Optional.empty(), GuestRun.DEFAULT_MEMORY_MIB, Accelerator.TCG, false, List.of(),
            GuestDevices.NONE, Duration.ofMinutes(1));
    long start = System.nanoTime();
    new QemuRunner(session::log).run(run, firstLine);
    return firstLine.at == 0 ? Double.NaN : (firstLine.at - start) / NANOS;
  }

  private static final class FirstLine extends OutputStream {
    private volatile long at;

    @Override
    public void write(int b) {
      if (b == '\n' && at == 0) {
        at = System.nanoTime();
      }
    }
  }

  private void row(String what, String measured, String target) {
    session.out().printf("%-42s %10s   target %s%n", what, measured, target);
  }

  private static String seconds(double value) {
    return String.format(java.util.Locale.ROOT, "%.2f s", value);
  }
}
