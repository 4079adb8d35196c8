package org.flexos.cli.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cycles of a gate by a stated model, because TCG has none to measure: the instructions that
 * dominate a gate count what was published for Intel's Skylake, all others one half.
 */
final class GateCost {
  private static final double OTHER = 0.5;
  private static final String LLVM = "latency in LLVM 20's scheduling model of Skylake (llvm-mca)";
  private static final String LIBMPK = "measured: Park et al., libmpk, USENIX ATC 2019, table 1";

  private record Cost(double cycles, String source) {}

  private static final Map<String, Cost> COSTS =
      new TreeMap<>(
          Map.of(
              "wrpkru", new Cost(23.3, LIBMPK),
              "rdpkru", new Cost(0.5, LIBMPK),
              "vzeroall", new Cost(16, LLVM),
              "xrstor", new Cost(37, LLVM),
              "ldmxcsr", new Cost(7, LLVM),
              "stmxcsr", new Cost(2, LLVM),
              "fldcw", new Cost(7, LLVM),
              "fnstcw", new Cost(2, LLVM),
              "cld", new Cost(3, LLVM)));

  private GateCost() {}

  /**
   * @param instructions of a whole round trip, counted
   * @param disassembly the gate's; each of its instructions runs once: a gate has no loop
   */
  static double cycles(int instructions, String disassembly) {
    double cycles = instructions * OTHER;
    for (String line : disassembly.lines().toList()) {
      for (String word : line.strip().split("\\s+")) {
        if (COSTS.containsKey(word)) {
          cycles += COSTS.get(word).cycles() - OTHER;
        }
      }
    }
    return cycles;
  }

  /** The table, with its sources. */
  static List<String> lines() {
    var lines = new java.util.ArrayList<String>();
    lines.add("cost table, cycles (a model, not a measurement):");
    COSTS.forEach(
        (name, c) ->
            lines.add(
                String.format(
                    java.util.Locale.ROOT, "  %-10s %5.1f  %s", name, c.cycles(), c.source())));
    lines.add(
        String.format(
            java.util.Locale.ROOT,
            "  %-10s %5.1f  %s",
            "any other",
            OTHER,
            "assumed: two a cycle, all data in the first-level cache"));
    return lines;
  }
}
