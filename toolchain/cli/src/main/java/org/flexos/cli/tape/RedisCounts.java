package org.flexos.cli.tape;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.exec.GuestRun;

/** Instructions per request of Redis, profile by profile, exact. */
public final class RedisCounts {
  private static final List<String> PROFILES =
      List.of("none", "lwip-alone", "sched-alone", "lwip-and-sched", "three-way");
  private static final int CONNECTIONS = 30;
  private static final List<Integer> PIPELINES = List.of(16, 1);

  /** A multiple of what all connections together have under way. */
  private static final int REQUESTS = 25 * 16 * CONNECTIONS;

  private static final double TARGET = 1.35;
  private static final String STRICT = "three-way";
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private final Session session;

  public RedisCounts(Session session) {
    this.session = session;
  }

  /** Prints a line a profile; the first one is what the others are compared to. */
  public void print() {
    Path application = session.home().resolve("apps/redis");
    Tape tape = RedisTape.of(CONNECTIONS, PIPELINES, REQUESTS);
    session
        .out()
        .printf(
            Locale.ROOT,
            "redis: instructions per request (icount, exact), and how many times those of '%s'%n"
                + "%d connections, %d requests measured, 1000 keys; the clients' own instructions"
                + " are not counted%n",
            PROFILES.get(0),
            CONNECTIONS,
            REQUESTS);
    List<TapeFigures> base = List.of();
    for (String profile : PROFILES) {
      var request =
          new BuildRequest(application, Optional.of(profile), Optional.empty(), Optional.empty());
      List<TapeFigures> figures =
          new TapeRun(session, LIMIT).run(request, tape, GuestRun.DEFAULT_MEMORY_MIB, List.of());
      if (base.isEmpty()) {
        base = figures;
        printHead(figures);
      }
      printRow(profile, figures, base);
    }
  }

  private void printHead(List<TapeFigures> figures) {
    session.out().printf("%-16s", "");
    for (TapeFigures f : figures) {
      String title = f.phase().substring(0, 3).toUpperCase(Locale.ROOT) + " x" + f.pipeline();
      session.out().printf("%16s", title);
    }
    session.out().println();
  }

  private void printRow(String profile, List<TapeFigures> figures, List<TapeFigures> base) {
    session.out().printf("%-16s", profile);
    for (int i = 0; i < figures.size(); i++) {
      double own = figures.get(i).instructionsPerRequest();
      session
          .out()
          .printf(Locale.ROOT, "%10.1f %5.3f", own, own / base.get(i).instructionsPerRequest());
    }
    session.out().println(profile.equals(STRICT) ? "   target " + TARGET : "");
  }
}
