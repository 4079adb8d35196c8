package org.flexos.cli.tape;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flexos.cli.Session;
import org.flexos.cli.count.GateCount;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.exec.GuestRun;

/** Instructions and calls of gates per request of Redis, profile by profile; all exact. */
public final class RedisCounts {
  private static final String BASE = "none";
  private static final String STRICT = "three-way";
  private static final List<String> PROFILES =
      List.of(BASE, "lwip-alone", "sched-alone", "lwip-and-sched", STRICT);
  private static final List<Integer> PIPELINES = List.of(16, 1);
  private static final int REQUESTS = 12_000;
  private static final int REQUESTS_OF_CALLS = 4_800;
  private static final double TARGET = 1.35;
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private final Session session;
  private final int connections;
  private final List<String> more;

  /**
   * @param more profiles whose instructions are counted, too
   * @param connections from 1 to {@link Tape#CONNECTIONS_MAX}
   */
  public RedisCounts(Session session, List<String> more, int connections) {
    this.session = session;
    this.more = List.copyOf(more);
    this.connections = connections;
  }

  private Tape tape(int requests) {
    return RedisTape.of(connections, PIPELINES, requests);
  }

  /** Prints a table of instructions, one of calls, and which gates were called. */
  public void print() {
    printInstructions();
    printCalls();
  }

  private BuildRequest request(String profile) {
    return new BuildRequest(
        session.home().resolve("apps/redis"),
        Optional.of(profile),
        Optional.empty(),
        Optional.empty());
  }

  private void printInstructions() {
    session
        .out()
        .printf(
            "redis: instructions per request (icount, exact), and how many times those of '%s'%n"
                + "connections: %d, %d requests, 1000 keys; the clients' own instructions are not"
                + " counted%n",
            BASE, connections, REQUESTS);
    Tape tape = tape(REQUESTS);
    printHead(tape);
    List<TapeFigures> base = List.of();
    for (String profile : Stream.concat(PROFILES.stream(), more.stream()).distinct().toList()) {
      List<TapeFigures> figures =
          new TapeRun(session, LIMIT)
              .run(request(profile), tape, GuestRun.DEFAULT_MEMORY_MIB, List.of());
      base = base.isEmpty() ? figures : base;
      var row = new ArrayList<String>();
      for (int i = 0; i < figures.size(); i++) {
        double own = figures.get(i).instructionsPerRequest();
        double ratio = own / base.get(i).instructionsPerRequest();
        row.add(String.format(Locale.ROOT, "%.1f %.3f", own, ratio));
      }
      printRow(profile, row, profile.equals(STRICT) ? "   target " + TARGET : "");
    }
  }

  private void printCalls() {
    session.out().println("calls of gates per request (counted, in images whose gates count)");
    Tape tape = tape(REQUESTS_OF_CALLS);
    var all = new LinkedHashMap<String, List<TapeCalls>>();
    for (String profile : PROFILES.subList(1, PROFILES.size())) {
      List<TapeCalls> calls =
          TapeCalls.of(
              tape,
              t ->
                  new TapeRun(session, LIMIT)
                      .calls(request(profile), t, GuestRun.DEFAULT_MEMORY_MIB, List.of()));
      all.put(profile, calls);
      printRow(
          profile,
          calls.stream().map(c -> String.format(Locale.ROOT, "%.3f", c.callsPerRequest())).toList(),
          "");
    }
    printGates(all.get(STRICT));
  }

  /** A line a gate, a column a phase. */
  private void printGates(List<TapeCalls> calls) {
    session.out().println("of them, with " + STRICT);
    var names = new LinkedHashMap<Integer, String>();
    calls.forEach(c -> c.gates().forEach(g -> names.putIfAbsent(g.id(), name(g))));
    for (Map.Entry<Integer, String> gate : names.entrySet()) {
      var row = new ArrayList<String>();
      for (TapeCalls c : calls) {
        double own =
            c.gates().stream()
                .filter(g -> g.id() == gate.getKey())
                .mapToDouble(c::perRequest)
                .sum();
        row.add(String.format(Locale.ROOT, "%.3f", own));
      }
      printRow("", row, "   " + gate.getValue());
    }
  }

  private static String name(GateCount gate) {
    return gate.from()
        + " > "
        + gate.to()
        + ": "
        + gate.function()
        + (gate.copying() ? ", copying" : "");
  }

  private void printHead(Tape tape) {
    List<String> titles =
        tape.phases().stream()
            .filter(Tape.Phase::measured)
            .map(p -> p.name().toUpperCase(Locale.ROOT).replace("-", " x"))
            .toList();
    printRow("", titles, "");
  }

  private void printRow(String name, List<String> cells, String behind) {
    session.out().printf("%-16s", name);
    cells.forEach(c -> session.out().printf("%16s", c));
    session.out().println(behind);
  }
}
