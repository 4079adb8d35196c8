package org.flexos.cli.bench.redis;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flexos.cli.Session;
import org.flexos.cli.bench.TimedBuild;
import org.flexos.exec.BackgroundProgram;
import org.flexos.exec.Leftovers;
import org.flexos.model.EnvironmentException;

/** What is measured of our guest alone. */
final class SingleFigures {
  private static final double IDLE_SECONDS = 10;
  private static final double PERCENT = 100;
  private static final double NANOS = 1e9;
  private static final double MIB = 1 << 20;
  private static final int KEYS = 10_000;
  private static final int BATCH = 100;
  private static final int MEMORY_MIN = 8;
  private static final int MEMORY_MAX = 64;
  private static final Duration START = Duration.ofSeconds(60);

  private final Session session;
  private final Path scratch;

  SingleFigures(Session session, Path scratch) {
    this.session = session;
    this.scratch = scratch;
  }

  /** Per cent of a core that each guest's QEMU uses while nobody asks for anything. */
  static List<Double> idlePercent(List<GuestServer> servers) {
    List<Double> before = servers.stream().map(s -> s.program().processorSeconds()).toList();
    sleep(IDLE_SECONDS);
    var percent = new ArrayList<Double>();
    for (int i = 0; i < servers.size(); i++) {
      double used = servers.get(i).program().processorSeconds() - before.get(i);
      percent.add(used / IDLE_SECONDS * PERCENT);
    }
    return percent;
  }

  private static void sleep(double seconds) {
    try {
      Thread.sleep((long) (seconds * 1000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while guests were idle", e);
    }
  }

  /** Seconds from the command `run`, of an image that is up to date, to its first answer. */
  Figure firstAnswer(String profile) throws IOException {
    String front = session.home().resolve("flexos").toString();
    String application = session.home().resolve(FlexosGuest.APPLICATION).toString();
    session
        .runner()
        .run(
            List.of("env", cache(), front, "build", application, "--profile", profile),
            Duration.ofMinutes(20))
        .orFail("building Redis");
    int port = GuestServer.freePort();
    List<String> command =
        List.of(
            "env",
            cache(),
            front,
            "run",
            application,
            "--profile",
            profile,
            "--accel",
            "tcg",
            "-p",
            port + ":" + FlexosGuest.REDIS_PORT);
    Path folder = Leftovers.folder(scratch, "run");
    long start = System.nanoTime();
    try (var server =
        new GuestServer(
            profile,
            port,
            BackgroundProgram.start(
                session::log, command, Map.of(), folder.resolve("console.txt")))) {
      server.awaitPong(START);
      double seconds = (System.nanoTime() - start) / NANOS;
      return new Figure("run to the first PING answered, image built", seconds, "s", 2);
    }
  }

  private String cache() {
    return "FLEXOS_CACHE=" + session.cache();
  }

  static Figure size(FlexosGuest guest) throws IOException {
    return new Figure("image, profile " + guest.profile(), guest.bytes() / MIB, "MiB", 3);
  }

  /** The least memory, in whole MiB, with which 10,000 keys of a few bytes are kept and served. */
  Figure memory(FlexosGuest guest) throws IOException {
    int enough = MEMORY_MAX;
    int little = MEMORY_MIN - 1;
    while (enough - little > 1) {
      int middle = (enough + little) / 2;
      if (serves(guest, middle)) {
        enough = middle;
      } else {
        little = middle;
      }
    }
    String what = "memory to serve 10,000 keys, profile " + guest.profile();
    return new Figure(what, enough, "MiB", 32);
  }

  private boolean serves(FlexosGuest guest, int memoryMiB) throws IOException {
    try (GuestServer server = guest.start(memoryMiB, Leftovers.folder(scratch, "memory"))) {
      server.awaitPong(START);
      try (RespClient client = server.connect()) {
        return keeps(client);
      }
    } catch (EnvironmentException | IOException e) {
      session.log(memoryMiB + " MiB are too little: " + e.getMessage());
      return false;
    }
  }

  private static boolean keeps(RespClient client) throws IOException {
    for (int first = 0; first < KEYS; first += BATCH) {
      var requests = new ArrayList<List<String>>();
      for (int i = first; i < first + BATCH; i++) {
        requests.add(List.of("SET", "key:" + i, "xxx"));
      }
      if (client.ask(requests).stream().anyMatch(a -> !a.equals("OK"))) {
        return false;
      }
    }
    return client.ask("DBSIZE").equals(Integer.toString(KEYS))
        && client.ask("GET", "key:" + (KEYS - 1)).equals("xxx");
  }

  /** From one profile's image to another's, nothing compiled. */
  List<Figure> profileChange(String from, String to) {
    change(from);
    TimedBuild changed = change(to);
    String what = "from profile " + from + " to " + to + ": ";
    return List.of(
        new Figure(what + "plan, bind and link", changed.binding(), "s", 0.5),
        new Figure(
            what + "whole command",
            changed.seconds(),
            "s",
            3,
            String.format(Locale.ROOT, "%.1f s of processors", changed.processor())));
  }

  private TimedBuild change(String profile) {
    return TimedBuild.run(
        session,
        session.home(),
        FlexosGuest.APPLICATION,
        List.of(cache()),
        List.of("--profile", profile, "-o", scratch.resolve("changed.elf").toString()));
  }
}
