package org.flexos.cli.bench.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures as lines of text, and as plain values for JSON. */
final class RedisReport {
  /** Of the requests that Linux serves: what our guest without isolation must reach. */
  static final double TARGET = 1.5;

  private final List<String> circumstances;
  private final LoadComparison loads;
  private final List<Figure> figures;

  /**
   * @param circumstances lines that say what was measured with what
   */
  RedisReport(List<String> circumstances, LoadComparison loads, List<Figure> figures) {
    this.circumstances = List.copyOf(circumstances);
    this.loads = loads;
    this.figures = List.copyOf(figures);
  }

  List<String> lines() {
    var lines = new ArrayList<>(circumstances);
    lines.add("");
    lines.add(
        "                                requests a second                       "
            + "requests a second of QEMU's processor time");
    for (Load load : Load.ALL) {
      for (String server : loads.servers()) {
        lines.add(line(load, server));
      }
    }
    lines.add("");
    figures.forEach(f -> lines.add(f.line()));
    return lines;
  }

  private String line(Load load, String server) {
    Spread wall = loads.perSecond(load, server);
    Spread processor = loads.perProcessorSecond(load, server);
    String line =
        String.format(
            Locale.ROOT,
            "%-17s %-14s %8.0f (%.0f to %.0f)",
            server.equals(LinuxGuest.NAME) ? load.title() : "",
            server,
            wall.median(),
            wall.lowest(),
            wall.highest());
    if (server.equals(LinuxGuest.NAME)) {
      return String.format(Locale.ROOT, "%-72s %8.0f", line, processor.median());
    }
    double factor = times(wall, loads.perSecond(load, LinuxGuest.NAME));
    double processorFactor = times(processor, loads.perProcessorSecond(load, LinuxGuest.NAME));
    String verdict =
        !isBaseline(server) ? "" : "   target " + TARGET + (factor < TARGET ? "   MISSED" : "");
    return String.format(
        Locale.ROOT,
        "%-56s %5.2f x Linux  %8.0f %5.2f x Linux%s",
        line,
        factor,
        processor.median(),
        processorFactor,
        verdict);
  }

  private static double times(Spread ours, Spread theirs) {
    return ours.median() / theirs.median();
  }

  /** The target is for the image without isolation. */
  private static boolean isBaseline(String server) {
    return server.equals(RedisBench.BASELINE);
  }

  Map<String, Object> values() {
    var rows = new ArrayList<Object>();
    for (Load load : Load.ALL) {
      for (String server : loads.servers()) {
        rows.add(row(load, server));
      }
    }
    var singles = new ArrayList<Object>();
    for (Figure f : figures) {
      var value = new LinkedHashMap<String, Object>();
      value.put("what", f.what());
      value.put("value", f.value());
      value.put("unit", f.unit());
      value.put("below", f.target());
      value.put("met", f.met());
      singles.add(value);
    }
    var all = new LinkedHashMap<String, Object>();
    all.put("circumstances", new ArrayList<Object>(circumstances));
    all.put("loads", rows);
    all.put("figures", singles);
    return all;
  }

  private Map<String, Object> row(Load load, String server) {
    Spread wall = loads.perSecond(load, server);
    Spread processor = loads.perProcessorSecond(load, server);
    var row = new LinkedHashMap<String, Object>();
    row.put("command", load.command());
    row.put("pipeline", (long) load.pipeline());
    row.put("server", server);
    row.put("per_second", spread(wall));
    row.put("per_processor_second", spread(processor));
    row.put("times_linux", times(wall, loads.perSecond(load, LinuxGuest.NAME)));
    return row;
  }

  private static Map<String, Object> spread(Spread spread) {
    var value = new LinkedHashMap<String, Object>();
    value.put("lowest", spread.lowest());
    value.put("median", spread.median());
    value.put("highest", spread.highest());
    return value;
  }
}
