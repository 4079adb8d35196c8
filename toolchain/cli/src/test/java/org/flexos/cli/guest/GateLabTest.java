package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flexos.cli.bench.GateLab;
import org.flexos.cli.bench.GateLab.Level;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The emitted gates under measurement, residue search and attack (A3, A14), in a booted guest. */
@Tag("guest")
class GateLabTest {
  private static final Duration LIMIT = Duration.ofSeconds(300);
  private static final Duration LONG_LIMIT = Duration.ofMinutes(30);

  @TempDir static Path folder;
  private static GateLab lab;

  @BeforeAll
  static void findPrograms() {
    lab = GateLabRuns.lab();
  }

  private static List<String> run(String name, Level level, boolean count, Duration limit)
      throws IOException {
    List<String> lines = lab.run(lab.build(folder.resolve(name), a -> a), level, count, limit);
    lines.forEach(System.out::println);
    assertThat(lines).last().isEqualTo("end");
    return lines;
  }

  private static long figure(List<String> lines, String start, String field) {
    String line = lines.stream().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll(".* " + field + "=(\\d+).*", "$1"));
  }

  @Test
  void countsInstructionsOfARoundTrip() throws IOException {
    List<String> lines = run("measure", Level.MEASURE, true, LIMIT);
    assertThat(lab.measures(lines))
        .containsAllEntriesOf(
            Map.of(
                "light", 17,
                "light-4-arguments", 21,
                "full", 58,
                "full-4-arguments", 61,
                "full-x87", 61,
                "strict", 68,
                "strict-4-arguments", 71,
                "strict-x87", 71));
    // Compiled code of ring 0: a bound, not a number. 128 words more are 128 instructions each way.
    assertThat(lab.measures(lines).get("copying-strict-in-8")).isBetween(200, 425);
    assertThat(lab.measures(lines).get("copying-strict-in-64")).isBetween(200, 440);
    assertThat(lab.measures(lines).get("copying-strict-in-1024")).isBetween(400, 680);
    assertThat(lab.measures(lines).get("copying-strict-out-64")).isBetween(200, 505);
  }

  /**
   * Calls, calls through pointers, copying calls: whatever the gate, counting is one instruction.
   */
  @Test
  void countingACallTakesOneInstruction() throws IOException {
    var plain = lab.measures(run("plain", Level.MEASURE, true, LIMIT));
    List<String> lines =
        lab.run(lab.buildCounting(folder.resolve("counting")), Level.MEASURE, true, LIMIT);
    assertThat(lines).last().isEqualTo("end");
    // A pointer that stays in its domain leads past all gates.
    plain.replaceAll((name, n) -> name.equals("pointer-own-domain") ? n : n + 1);
    assertThat(lab.measures(lines)).isNotEmpty().isEqualTo(plain);
  }

  @Test
  void crossesWithExactlyItsArgumentsAndStopsForgeries() throws IOException {
    checkAll(GateLabRuns.sound());
  }

  @Test
  @Tag("long")
  void stopsForgeriesInTheWholeSpace() throws IOException {
    checkAll(run("long", Level.LONG, false, LONG_LIMIT));
  }

  private static void checkAll(List<String> lines) {
    assertThat(lines).noneMatch(l -> l.contains("FAILED"));
    List<String> hygiene = lines.stream().filter(l -> l.startsWith("hygiene ")).toList();
    assertThat(hygiene)
        .hasSize(11)
        .allMatch(l -> l.endsWith(" residue-in=0 residue-out=0 lost=0 wrong=0"));
    assertThat(lines)
        .contains(
            "attack forged-caller full SUCCEEDED",
            "attack forged-return full SUCCEEDED",
            "attack forged-caller strict stopped as a caller",
            "attack forged-return strict stopped as a return");
    for (String scenario : List.of("once", "re-entrant")) {
      String strict = "sweep strict " + scenario;
      for (String harm : List.of("FORCED-ENTRY", "FORGED-RETURN", "ESCALATION", "CANARY")) {
        assertThat(figure(lines, strict, harm)).as(strict + " " + harm).isZero();
      }
      assertThat(figure(lines, strict, "no-effect")).isPositive();
      String full = "sweep full " + scenario;
      assertThat(figure(lines, full, "ESCALATION")).isZero();
      assertThat(figure(lines, full, "CANARY")).isZero();
      assertThat(figure(lines, full, "FORGED-RETURN")).isPositive();
    }
  }

  /** The sweep must be able to fail: each check left out of the strict gates is missed. */
  @ParameterizedTest
  @CsvSource({
    "jne __fxbad.return, FORGED-RETURN",
    "jne __fxbad.caller, FORCED-ENTRY",
    "jne __fxbad.rights, ESCALATION"
  })
  void findsAPlantedWeakness(String check, String harm) throws IOException {
    List<String> lines = GateLabRuns.without(check);
    assertThat(figure(lines, "sweep strict once", harm)).isPositive();
  }
}
