package org.flexos.cli.explore;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.flexos.config.CostTable;

/**
 * What a request costs.
 *
 * @param instructions those of gates among them
 * @param crossings by variant of gate
 * @param copies crossings for which ring 0 copies arguments
 */
record RequestCost(double instructions, Map<String, Double> crossings, double copies) {
  double cycles(CostTable costs) {
    return costs.cycles(instructions, crossings, copies);
  }

  /** For a log: what was counted, and what was made of it. */
  String text(CostTable costs) {
    var text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "instructions per request: %.1f%n", instructions));
    new TreeMap<>(crossings)
        .forEach(
            (variant, calls) ->
                text.append(
                    String.format(Locale.ROOT, "%s gates per request: %.3f%n", variant, calls)));
    text.append(String.format(Locale.ROOT, "copying calls per request: %.3f%n", copies));
    text.append(String.format(Locale.ROOT, "cycles per request: %.1f%n", cycles(costs)));
    text.append(
        String.format(Locale.ROOT, "requests per second: %.0f%n", costs.clock() / cycles(costs)));
    return text.toString();
  }
}
