package org.flexos.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flexos.cli.Session;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.EnvironmentException;

/**
 * Instructions of a gate's round trip beyond a plain call, exact under icount, and cycles by a cost
 * model: TCG has no cycles to measure.
 */
public final class GateBench {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Map<String, Integer> TARGETS = targets();

  /**
   * Cycles of the instructions that dominate a gate on Intel Skylake. WRPKRU and RDPKRU: Park et
   * al., "libmpk", USENIX ATC 2019, table 1. The others: Fog, "Instruction tables" (reciprocal
   * throughput). All else counts one half.
   */
  private static final Map<String, Double> CYCLES =
      Map.of(
          "wrpkru", 23.3, "rdpkru", 0.5, "vzeroall", 12.0, "ldmxcsr", 3.0, "stmxcsr", 1.0, "cld", 4.0);

  private static final double OTHER = 0.5;

  private final Session session;

  public GateBench(Session session) {
    this.session = session;
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
      folder = Files.createTempDirectory("flexos-gates");
      Path image = lab.build(folder, a -> a);
      Map<String, Integer> measured =
          lab.measures(lab.run(image, GateLab.Level.MEASURE, true, LIMIT));
      session.out().println("gate round trip, one integer argument, beyond a plain call");
      for (Map.Entry<String, Integer> target : TARGETS.entrySet()) {
        String name = target.getKey();
        if (!measured.containsKey(name)) {
          throw new EnvironmentException("the gate laboratory did not measure '" + name + "'");
        }
        session.out().printf(
            "%-8s %4d instructions   target %d   about %.0f cycles (model)%n",
            name, measured.get(name), target.getValue(),
            cycles(programs, image, "lab_" + name + "_1", measured.get(name)));
      }
      measured.forEach((name, n) -> session.out().printf("  %-20s %4d%n", name, n));
      session.out().println(
          "cycles: " + OTHER + " an instruction, but "
              + new java.util.TreeMap<>(CYCLES) + " (sources: class GateBench)");
    } catch (IOException e) {
      throw new EnvironmentException("cannot measure the gates: " + e.getMessage(), e);
    } finally {
      Folders.remove(folder);
    }
  }

  /** Every instruction counts once: a gate has no loop. */
  private double cycles(LlvmPrograms programs, Path image, String gate, int instructions) {
    List<String> command =
        List.of(
            programs.objdump(), "--no-show-raw-insn", "--disassemble-symbols=" + gate, image.toString());
    double cycles = instructions * OTHER;
    String text = session.runner().run(command, LIMIT).orFail("reading a gate").stdout();
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length > 1 && CYCLES.containsKey(words[1])) {
        cycles += CYCLES.get(words[1]) - OTHER;
      }
    }
    return cycles;
  }
}
