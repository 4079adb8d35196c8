package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flexos.cli.Cli;
import org.flexos.cli.count.GateCount;
import org.flexos.cli.count.GateCount.Kind;
import org.flexos.cli.count.GateCounts;
import org.flexos.model.GateVariant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts of booted images whose calls are known (os/tests/counts/main.c). */
@Tag("guest")
class CountedRunTest {
  private static final String APPLICATION = Cli.home().resolve("os/tests/counts").toString();

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("counts.json");
  }

  private Cli.Result run(String... more) {
    var command = new ArrayList<>(List.of("run", APPLICATION, "--timeout", "120"));
    command.addAll(List.of("--count-gates", file().toString()));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private GateCounts counts() {
    return GateCounts.read("--counts", file());
  }

  /** Calls between the two libraries, by function. */
  private static Map<String, Long> between(GateCounts counts, String from, String to) {
    return counts.gates().stream()
        .filter(g -> g.from().equals(from) && g.to().equals(to) && g.calls() > 0)
        .collect(Collectors.toMap(GateCount::function, GateCount::calls));
  }

  @ParameterizedTest
  @CsvSource({"'',STRICT", "full,FULL", "light,LIGHT", "shared,STRICT"})
  void knowsEachCall(String profile, GateVariant variant) {
    Cli.Result result = profile.isEmpty() ? run() : run("--profile", profile);
    assertThat(result.out()).contains("counts: all made");
    assertThat(result.status()).isZero();
    GateCounts counts = counts();
    assertThat(counts.ended()).isEqualTo("exit 0");
    assertThat(between(counts, "caller", "callee"))
        .containsOnly(entry("ct_twice", 1000L), entry("ct_sum", 8L), entry("ct_each", 1L));
    assertThat(between(counts, "callee", "caller")).containsOnly(entry("on_each", 7L));
    assertThat(counts.gates())
        .filteredOn(g -> g.calls() > 0 && g.function().equals("ct_sum"))
        .singleElement()
        .satisfies(g -> assertThat(g.variant()).isEqualTo(variant))
        .satisfies(g -> assertThat(g.copying()).isEqualTo(!profile.equals("shared")))
        .satisfies(g -> assertThat(g.caller()).isEqualTo("counts-test"));
    assertThat(counts.gates())
        .filteredOn(g -> g.calls() > 0 && g.kind() == Kind.CALLBACK)
        .extracting(GateCount::function)
        .contains("on_each");
    var heap = counts.gates().stream().filter(g -> g.kind() == Kind.SHARED_HEAP).toList();
    if (profile.equals("shared")) {
      assertThat(heap)
          .filteredOn(g -> g.from().equals("caller"))
          .extracting(GateCount::calls)
          .containsOnly(3L);
    }
    assertThat(counts.calls()).isEqualTo(counts.gates().stream().mapToLong(GateCount::calls).sum());
  }

  @Test
  void saysThatTheImageIsAnInstrumentAndKeepsItApart() throws IOException {
    Path normal = Path.of(APPLICATION, "build/counts.elf");
    assertThat(Cli.run("build", APPLICATION).status()).isZero();
    byte[] before = Files.readAllBytes(normal);
    Cli.Result result = run();
    assertThat(result.err())
        .contains("counts-counting.elf counts the calls of its gates: it is for measuring")
        .contains("caller > callee: 1009\n")
        .contains("callee > caller: 7\n");
    assertThat(normal).hasBinaryContent(before);
    Path counting = Path.of(APPLICATION, "build/counts-counting.elf");
    Cli.Result verified = Cli.run("verify", counting.toString());
    assertThat(verified.status()).isZero();
    assertThat(verified.out()).contains(", and a counter for each gate");
    assertThat(Cli.run("verify", normal.toString()).out()).doesNotContain("counter");
  }

  @Test
  void withoutGatesThereIsNothingToCount() {
    Cli.Result result = run("--driver", "fcalls");
    assertThat(result.status()).isZero();
    assertThat(result.err()).contains("gates: the image has none");
    assertThat(counts().gates()).isEmpty();
    assertThat(counts().calls()).isZero();
  }

  /** Ten calls take no time: the guest is long in its loop when the time is up. */
  @ParameterizedTest
  @CsvSource({"spin,timeout,124", "fault,fault,139"})
  void countsWhateverTheEnd(String how, String ended, int status) {
    Cli.Result result =
        Cli.run(
            "run",
            APPLICATION,
            "--timeout",
            how.equals("spin") ? "15" : "120",
            "--count-gates",
            file().toString(),
            "--",
            how);
    assertThat(result.status()).isEqualTo(status);
    assertThat(counts().ended()).isEqualTo(ended);
    assertThat(between(counts(), "caller", "callee")).containsOnly(entry("ct_twice", 10L));
  }

  @Test
  void theGraphShowsWhatWasCounted() throws IOException {
    assertThat(run().status()).isZero();
    Path svg = folder.resolve("gates.svg");
    Cli.Result drawn =
        Cli.run("graph", APPLICATION, "--counts", file().toString(), "-o", svg.toString());
    assertThat(drawn.status()).as(drawn.err()).isZero();
    assertThat(Files.readString(svg)).contains("1,009 calls", "<title>ct_twice 1000, ct_sum 8,");
    Cli.Result json = Cli.run("graph", APPLICATION, "--counts", file().toString(), "--json");
    assertThat(json.out()).contains("\"counted\": true", "\"calls\": 1009");
    Cli.Result other =
        Cli.run("graph", APPLICATION, "--profile", "full", "--counts", file().toString());
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.err()).contains("of an image with other gates").contains("name the profile");
  }

  @Test
  void refusesWhatHoldsNoCounts() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"application\": 3}");
    assertThat(Cli.run("graph", APPLICATION, "--counts", wrong.toString()).err())
        .contains("wrong.json: holds no counts of this version");
    assertThat(Cli.run("graph", APPLICATION, "--counts", folder + "/none.json").err())
        .contains("none.json: no such file; make one with: flexos run DIR --count-gates FILE");
    Cli.Result nowhere = Cli.run("run", APPLICATION, "--count-gates", folder + "/no/counts.json");
    assertThat(nowhere.status()).isEqualTo(1);
    assertThat(nowhere.err()).contains("there is no folder " + folder.resolve("no"));
    assertThat(Cli.run("graph", APPLICATION, "--json", "--format", "dot").err())
        .contains("--json and --format dot: choose one");
  }
}
