package org.flexos.cli.attack;

import java.io.IOException;
import java.util.List;
import org.flexos.cli.guest.GateLabRuns;

/** A3 in full: every byte of every gate template, from the gate laboratory's sweep. */
final class GateLabRow {
  private static final List<String> HARMS =
      List.of("FORCED-ENTRY", "FORGED-RETURN", "ESCALATION", "CANARY");

  private GateLabRow() {}

  static Row row() {
    return Row.special("A3", "jump to every byte of every gate, with any rights")
        .cell(
            Column.CONTROL, "succeeds (without the gates' comparison of rights)", lab -> weakened())
        .none(Column.LIGHT, "a light gate returns on a stack that the attacker writes")
        .cell(
            Column.FULL,
            "stopped: 0 escalations, 0 words changed; entries and returns are forged",
            lab -> full())
        .cell(
            Column.STRICT,
            "stopped: 0 forged entries, 0 forged returns, 0 escalations, 0 words changed",
            lab -> strict());
  }

  private static String weakened() throws IOException {
    List<String> lines = GateLabRuns.without("jne __fxbad.rights");
    return harm(lines, "strict", "ESCALATION") > 0
        ? "succeeds (without the gates' comparison of rights)"
        : "not found";
  }

  private static String full() throws IOException {
    List<String> lines = GateLabRuns.sound();
    long escalations = harm(lines, "full", "ESCALATION");
    long changed = harm(lines, "full", "CANARY");
    boolean forged =
        harm(lines, "full", "FORCED-ENTRY") > 0 && harm(lines, "full", "FORGED-RETURN") > 0;
    return "stopped: "
        + escalations
        + " escalations, "
        + changed
        + " words changed; "
        + (forged ? "entries and returns are forged" : "nothing is forged");
  }

  private static String strict() throws IOException {
    List<String> lines = GateLabRuns.sound();
    var counts = HARMS.stream().map(h -> harm(lines, "strict", h)).toList();
    return "stopped: "
        + counts.get(0)
        + " forged entries, "
        + counts.get(1)
        + " forged returns, "
        + counts.get(2)
        + " escalations, "
        + counts.get(3)
        + " words changed";
  }

  private static long harm(List<String> lines, String variant, String field) {
    var sweeps = lines.stream().filter(l -> l.startsWith("sweep " + variant)).toList();
    if (sweeps.isEmpty()) {
      throw new IllegalStateException("no sweep of " + variant + " gates: " + lines);
    }
    return sweeps.stream()
        .mapToLong(l -> Long.parseLong(l.replaceAll(".* " + field + "=(\\d+).*", "$1")))
        .sum();
  }
}
