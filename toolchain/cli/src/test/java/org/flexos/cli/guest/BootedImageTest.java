package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images as users build and run them, booted: each test application checks itself and says so. */
@Tag("guest")
class BootedImageTest {
  private static final Set<String> CLEARED_BY_CLANG =
      Set.of("some-members", "computed-members", "literal");

  @TempDir private Path folder;

  private static Cli.Result run(String application, String... more) {
    var command = new ArrayList<>(List.of("run", Cli.home().resolve(application).toString()));
    command.addAll(List.of("--timeout", "120"));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private static void passes(Cli.Result result, String lastWords) {
    assertThat(result.out() + result.err()).doesNotContain("FAIL").contains(lastWords);
    assertThat(result.status()).isZero();
  }

  @Test
  void theExampleSaysHelloFromItsCompartment() {
    Cli.Result result = run("apps/flexos-example", "--", "one", "two words");
    assertThat(result.out())
        .isEqualTo("Hello from comp2!\nargument 1: one\nargument 2: two words\n");
    assertThat(result.status()).isZero();
  }

  /** What is in force is said to those who watch, and to nobody else. */
  @Test
  void theSameImageRunsOnAPc() {
    String example = Cli.home().resolve("apps/flexos-example").toString();
    for (String machine : List.of("microvm", "q35")) {
      Cli.Result result = Cli.run("run", example, "--machine", machine, "--timeout", "60");
      assertThat(result.out()).as(machine).isEqualTo("Hello from comp2!\n");
      assertThat(result.status()).as(machine).isZero();
    }
  }

  @Test
  void aWatchedRunSaysHowTheImageIsIsolated() {
    assertThat(run("apps/flexos-example").err()).doesNotContain("compartment ", "gates ");
    List<String> said =
        run("apps/flexos-example", "-v", "--profile", "light").err().lines().toList();
    assertThat(said)
        .anyMatch(l -> l.matches("compartment comp1 \\(intel-pku\\): .*newlib.*"))
        .contains("compartment comp2 (intel-pku): flexos-example")
        .anyMatch(l -> l.matches("gates comp2 > comp1: [1-9][0-9]* light"))
        .noneMatch(l -> l.startsWith("gates comp1 > comp1"));
    assertThat(run("apps/flexos-example", "-v", "--driver", "fcalls").err())
        .contains("compartment comp2 (fcalls): flexos-example\n")
        .doesNotContain("\ngates ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "light", "mixed", "hardened", "one"})
  void everyWayOfCallingCrossesABoundary(String profile) {
    passes(run("os/tests/abi", "--profile", profile), "abi: all cases passed");
  }

  @ParameterizedTest
  @CsvSource({
    "os/tests/abi,abi: all cases passed",
    "os/tests/heap,heap: all passed",
    "os/tests/threads,threads: all passed",
    "os/tests/vfs,vfs: all passed",
    "os/tests/poll,poll: all passed",
  })
  void runsIsolatedAndNot(String application, String lastWords) {
    // Counted time: sleeping and waiting do not depend on what else the host does.
    passes(run(application, "--icount"), lastWords);
    passes(run(application, "--icount", "--driver", "fcalls"), lastWords);
  }

  @ParameterizedTest
  @ValueSource(strings = {"intel-pku", "fcalls"})
  void theLibraryOfCWorksFromAnotherCompartment(String driver) {
    passes(
        run("os/tests/files", "--driver", driver, "--", "one", "two words"), "files: all passed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"intel-pku", "fcalls"})
  void aParserOfOthersRunsInItsCompartmentUnchanged(String driver) {
    passes(run("apps/json-example", "--driver", driver), "compartments: 2");
  }

  /** Program, files and others in three compartments, all private: every pointer is copied. */
  @ParameterizedTest
  @CsvSource({
    "os/tests/vfs,apart,vfs: all passed",
    "os/tests/poll,apart,poll: all passed",
    "os/tests/poll,timers-apart,poll: all passed",
  })
  void filesWorkAcrossPrivateCompartments(String application, String profile, String lastWords) {
    passes(run(application, "--icount", "--profile", profile), lastWords);
  }

  @Test
  void sameInputsGiveTheSameBytes() throws IOException {
    Path one = folder.resolve("one.elf");
    Path two = folder.resolve("two.elf");
    String example = Cli.home().resolve("apps/flexos-example").toString();
    assertThat(Cli.run("build", example, "-o", one.toString()).status()).isZero();
    assertThat(Cli.run("build", example, "-o", two.toString()).status()).isZero();
    assertThat(one).hasSameBinaryContentAs(two);
    assertThat(Path.of(one + ".dbg")).hasSameBinaryContentAs(Path.of(two + ".dbg"));
    assertThat(Files.size(one)).as("stripped, bytes").isLessThan(400 * 1024);
  }

  @Test
  void aWatchdogEndsAnImageThatHangs() {
    Cli.Result result = run("os/tests/faults", "--", "flexos.watchdog=1", "--", "spin");
    assertThat(result.status()).isEqualTo(139);
    assertThat(result.err()).contains("watchdog").contains("spin");
  }

  @Test
  void aFaultEndsTheRunWithAReport() {
    Cli.Result result = run("os/tests/faults", "--", "read-global");
    assertThat(result.status()).isEqualTo(139);
    assertThat(result.err())
        .contains("fault: a compartment touched memory of another one")
        .contains("library fault-test, compartment comp2")
        .contains("read of 4 bytes")
        .contains("fault_secret")
        .contains("compartment comp1")
        .contains("main.c:");
  }

  @Test
  void aCrashNamesWhoCrashed() {
    Cli.Result result = run("os/tests/faults", "--", "assert");
    assertThat(result.status()).isEqualTo(134);
    assertThat(result.err()).contains("assertion failed: 1 + 1 == 3").contains("fault-test");
  }

  @Test
  void smashedStacksAreSeenInHardenedLibrariesOnly() {
    Cli.Result hardened = run("os/tests/faults", "--profile", "hardened", "--", "smash");
    assertThat(hardened.status()).isEqualTo(134);
    assertThat(hardened.err())
        .contains("stack smashing detected")
        .contains("library fault-test, compartment comp2")
        .contains("at:    smash (os/tests/faults/main.c:");
    assertThat(run("os/tests/faults", "--", "smash").status()).isEqualTo(7);
  }

  @Test
  void aHardenedMuslIsCalledFromAnotherCompartment() throws IOException {
    runsWithHardened("musl");
  }

  /** Nothing else compiles all of newlib this way. */
  @Test
  @Tag("long")
  void aHardenedNewlibIsCalledFromAnotherCompartment() throws IOException {
    runsWithHardened("newlib");
  }

  /**
   * Functions declared direct run with the program's rights: a canary or a check that needs the
   * library's memory would end the run.
   */
  private void runsWithHardened(String library) throws IOException {
    Path application = Cli.home().resolve("os/tests/hardened");
    for (String file : List.of("kraft.yaml", "library.yaml", "main.c")) {
      String text = Files.readString(application.resolve(file));
      Files.writeString(folder.resolve(file), text.replace("musl:", library + ":"));
    }
    passes(Cli.run("run", folder.toString(), "--timeout", "120"), "hardened: all passed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "overflow | signed integer overflow: 2147483647 + 1 does not fit 'int'",
        "negate | the negative of -2147483648 does not fit 'int'",
        "shift | shift of 1 by 32 places in 'int'",
        "index | index 4 is out of bounds of 'int[4]'",
        "misaligned | is not aligned to 4 for 'int'",
        "boolean | 2 is no value of",
        "ctz | 0 passed to clz or ctz",
        "cast | a 'double' does not fit 'int'",
        "unreachable | a place that the code says is unreachable was reached",
      })
  void undefinedBehaviourEndsHardenedImagesWithItsPlace(String how, String message) {
    Cli.Result result = run("os/tests/faults", "--profile", "ubsan", "--", how);
    assertThat(result.status()).isEqualTo(134);
    assertThat(result.err())
        .contains("undefined behaviour: ")
        .contains(message)
        .contains("os/tests/faults/undefined.c:")
        .contains("library fault-test, compartment comp2");
  }

  @Test
  void undefinedBehaviourGoesUnseenWithoutHardening() {
    assertThat(run("os/tests/faults", "--", "overflow").status()).isZero();
  }

  /** Of structures that have an initialiser, clang clears the padding in any case. */
  @Test
  void whatAnEarlierCallLeftIsInUninitialisedVariablesUnlessTheyBeginAsZeros() {
    Map<String, Integer> plain = staleBytes();
    assertThat(plain)
        .hasSize(10)
        .allSatisfy(
            (variable, bytes) -> {
              if (CLEARED_BY_CLANG.contains(variable)) {
                assertThat(bytes).as(variable).isZero();
              } else {
                assertThat(bytes).as(variable).isGreaterThan(100);
              }
            });
    assertThat(staleBytes("--profile", "initialised"))
        .containsOnlyKeys(plain.keySet())
        .allSatisfy((variable, bytes) -> assertThat(bytes).as(variable).isZero());
  }

  /** How much of a secret is in each variable of the application. */
  private static Map<String, Integer> staleBytes(String... profile) {
    var options = new ArrayList<>(List.of(profile));
    options.addAll(List.of("--", "uninitialised"));
    String out = run("os/tests/faults", options.toArray(String[]::new)).out();
    return Pattern.compile("(\\S+): (\\d+) stale bytes")
        .matcher(out)
        .results()
        .collect(Collectors.toMap(m -> m.group(1), m -> Integer.valueOf(m.group(2))));
  }

  @Test
  void statusesComeThrough() {
    assertThat(run("os/tests/faults", "--", "status").status()).isEqualTo(42);
  }

  @Test
  void outOfMemoryIsAnErrorThatProgramsCanHandle() {
    Cli.Result result = run("os/tests/faults", "-M", "16", "--", "exhaust");
    assertThat(result.out()).contains("out of memory after");
    assertThat(result.status()).isZero();
  }
}
