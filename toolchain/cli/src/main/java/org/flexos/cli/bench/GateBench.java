package org.flexos.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flexos.cli.Session;
import org.flexos.config.CostsReader;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.EnvironmentException;

/**
 * Instructions of a gate's round trip beyond a plain call, exact under icount, and cycles by a cost
 * model: TCG has no cycles to measure.
 */
public final class GateBench {
  private static final String COSTS = "data/costs/skylake.yaml";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Map<String, Integer> TARGETS = targets();

  private final Session session;
  private final GateCost cost;

  public GateBench(Session session) {
    this.session = session;
    this.cost = new GateCost(CostsReader.read(session.home().resolve(COSTS)));
  }

  private static Map<String, Integer> targets() {
    var targets = new LinkedHashMap<String, Integer>();
    targets.put("light", 20);
    targets.put("full", 60);
    targets.put("strict", 70);
    return targets;
  }

  public void run() {
    LlvmPrograms programs = LlvmPrograms.find(session.cache());
    var lab = new GateLab(session, programs);
    Path folder = null;
    try {
      folder = Folders.scratch("flexos-gates");
      Path image = lab.build(folder, a -> a);
      Map<String, Integer> measured =
          lab.measures(lab.run(image, GateLab.Level.MEASURE, true, LIMIT));
      session
          .out()
          .println(
              "gate round trip beyond a plain call: instructions (counted, exact) and cycles"
                  + " (modelled)");
      for (Map.Entry<String, Integer> target : TARGETS.entrySet()) {
        if (!measured.containsKey(target.getKey())) {
          throw new EnvironmentException(
              "the gate laboratory did not measure '" + target.getKey() + "'");
        }
        row(programs, image, target.getKey(), measured, "   target " + target.getValue());
      }
      session.out().println("of them, with other arguments or through a pointer");
      for (String name : measured.keySet()) {
        if (!TARGETS.containsKey(name)) {
          row(programs, image, name, measured, "");
        }
      }
      cost.lines().forEach(session.out()::println);
    } catch (IOException e) {
      throw new EnvironmentException("cannot measure the gates: " + e.getMessage(), e);
    } finally {
      Folders.remove(folder);
    }
  }

  private void row(
      LlvmPrograms programs,
      Path image,
      String name,
      Map<String, Integer> measured,
      String target) {
    String gate = "lab_" + (TARGETS.containsKey(name) ? name + "_1" : symbol(name));
    String text = disassembly(programs, image, gate);
    String cycles =
        text.contains("<" + gate + ">:")
            ? String.format(Locale.ROOT, "%4.0f cycles", cost.cycles(measured.get(name), text))
            : "";
    session
        .out()
        .printf("  %-20s %4d instructions  %s%s%n", name, measured.get(name), cycles, target);
  }

  /** {@code full-4-arguments} is measured by {@code lab_full_4}. */
  private static String symbol(String name) {
    return name.replace("-arguments", "").replace('-', '_');
  }

  private String disassembly(LlvmPrograms programs, Path image, String gate) {
    List<String> command =
        List.of(
            programs.objdump(),
            "--no-show-raw-insn",
            "--disassemble-symbols=" + gate,
            image.toString());
    return session.runner().run(command, LIMIT).orFail("reading a gate").stdout();
  }
}
