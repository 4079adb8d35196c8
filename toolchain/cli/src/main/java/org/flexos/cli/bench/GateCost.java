package org.flexos.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flexos.config.CostTable;
import org.flexos.config.CostTable.Cost;

/**
 * Cycles of a gate by a stated model, because TCG has none to measure: the instructions that
 * dominate a gate count what a table says, all others what it says of any other.
 */
final class GateCost {
  private final CostTable table;

  GateCost(CostTable table) {
    this.table = table;
  }

  /**
   * @param instructions of a whole round trip, counted
   * @param disassembly the gate's; each of its instructions runs once: a gate has no loop
   */
  double cycles(int instructions, String disassembly) {
    double cycles = instructions * table.other().cycles();
    for (String line : disassembly.lines().toList()) {
      for (String word : line.strip().split("\\s+")) {
        if (table.instructions().containsKey(word)) {
          cycles += table.instructions().get(word).cycles() - table.other().cycles();
        }
      }
    }
    return cycles;
  }

  /** The table, with its sources. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("cost table, cycles (a model, not a measurement):");
    table.instructions().forEach((name, cost) -> lines.add(line(name, cost)));
    lines.add(line("any other", table.other()));
    return lines;
  }

  private static String line(String name, Cost cost) {
    return String.format(Locale.ROOT, "  %-10s %5.1f  %s", name, cost.cycles(), cost.source());
  }
}
