package org.flexos.cli.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.flexos.cli.Session;
import org.flexos.exec.Accelerator;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.GuestRun;
import org.flexos.exec.QemuRunner;
import org.flexos.model.EnvironmentException;

/**
 * Times whole commands, as a user does: in a copy of the repository, with caches that hold nothing
 * but what was downloaded.
 */
public final class ToolchainBench {
  /** Folders of the repository that are made by building, or are not sources. */
  private static final Set<String> NOT_COPIED = Set.of("target", "build", ".git");

  /** Of the cache: archives of sources, and apt's lists with which they were found. */
  private static final Set<String> DOWNLOADED = Set.of("sources", "apt");

  private static final String FIRST_LINE = "Hello from comp2!";
  private static final double NANOS = 1e9;

  private final Session session;

  public ToolchainBench(Session session) {
    this.session = session;
  }

  public void run() {
    Path scratch = null;
    try {
      scratch = Folders.scratch("flexos-bench");
      measure(scratch);
    } catch (IOException e) {
      throw new EnvironmentException("cannot measure: " + e.getMessage(), e);
    } finally {
      Folders.remove(scratch);
    }
  }

  private void measure(Path scratch) throws IOException {
    session
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "wall times on this machine: %d processors, load %.1f before the start",
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    Path home = scratch.resolve("flexos");
    copy(session.home(), home);
    Path cache = Files.createDirectory(scratch.resolve("cache"));
    for (String name : DOWNLOADED) {
      if (Files.exists(session.cache().resolve(name))) {
        Files.createSymbolicLink(cache.resolve(name), session.cache().resolve(name));
      }
    }
    Path image = scratch.resolve("example.elf");
    var first = build(home, cache, image);
    row("first build, empty caches, downloads there", first, "120 s");
    row("nothing changed", build(home, cache, image), "1.5 s");
    Path other = scratch.resolve("changed.elf");
    var changed = build(home, cache, other, "--profile", "light");
    row("only the profile changed, whole command", changed, "2.5 s");
    row("  of it plan, bind and link", seconds(changed.binding()), "0.3 s");
    row("boot to the first line (TCG)", seconds(boot(image)), "0.5 s");
    row("example image, stripped", Files.size(image) / 1024 + " KiB", "400 KiB");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (NOT_COPIED.contains(name(entry))) {
          continue;
        }
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          copy(entry, to.resolve(name(entry)));
        } else {
          Files.copy(
              entry,
              to.resolve(name(entry)),
              StandardCopyOption.COPY_ATTRIBUTES,
              LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private TimedBuild build(Path home, Path cache, Path image, String... more) {
    // Where the LLVM programs are unpacked: not to be found from former builds.
    String unpacked = "-Dorg.bytedeco.javacpp.cachedir=" + cache.resolve("javacpp");
    var options = new ArrayList<>(List.of("-o", image.toString()));
    options.addAll(List.of(more));
    return TimedBuild.run(
        session,
        home,
        "apps/flexos-example",
        List.of("FLEXOS_CACHE=" + cache, "JAVA_TOOL_OPTIONS=" + unpacked),
        options);
  }

  private double boot(Path image) {
    var firstLine = new FirstLine();
    var run =
        new GuestRun(
            image,
            Optional.empty(),
            GuestRun.DEFAULT_MEMORY_MIB,
            Accelerator.TCG,
            false,
            List.of(),
            GuestDevices.NONE,
            Duration.ofMinutes(1));
    long start = System.nanoTime();
    new QemuRunner(session::log).run(run, firstLine);
    if (!firstLine.text().startsWith(FIRST_LINE)) {
      throw new EnvironmentException("the example said: " + firstLine.text());
    }
    return (firstLine.at - start) / NANOS;
  }

  /** Keeps what the guest says, and when its first line was complete. */
  private static final class FirstLine extends OutputStream {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private volatile long at;

    @Override
    public void write(int b) {
      said.write(b);
      if (b == '\n' && at == 0) {
        at = System.nanoTime();
      }
    }

    String text() {
      return said.toString(StandardCharsets.UTF_8);
    }
  }

  private void row(String what, TimedBuild timed, String target) {
    row(
        what,
        seconds(timed.seconds()),
        target + String.format(Locale.ROOT, "   (%.1f s of processors)", timed.processor()));
  }

  private void row(String what, String measured, String target) {
    session.out().printf("%-42s %10s   target %s%n", what, measured, target);
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.2f s", value);
  }
}
