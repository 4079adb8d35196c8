package org.flexos.cli.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.flexos.cli.Session;

/** What an exploration spends beyond running guests: its search, and its images. */
public final class ExploreBench {
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private final Session session;

  public ExploreBench(Session session) {
    this.session = session;
  }

  public void run() {
    session
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "on this machine: %d processors, load %.1f before the start",
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    session.out().print(searchInAJvmOfItsOwn());
    new ImagesBench(session).run();
  }

  /** Its memory is measured, so it must not share it. */
  private String searchInAJvmOfItsOwn() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-Xmx768m",
            "-Dflexos.home=" + session.home(),
            "-Dflexos.cache=" + session.cache(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.flexos.cli.Main",
            "bench",
            "search");
    return session.runner().run(command, LIMIT).orFail("measuring the search").stdout();
  }
}
