package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flexos.cli.Cli;
import org.flexos.exec.AcceleratorChoice;
import org.flexos.exec.Cores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Loads that come from this machine, and how they go wrong. */
class HostDriveTest {
  private static final Path APPLICATION =
      Cli.home().resolve("toolchain/cli/src/test/resources/host-app");

  @TempDir private Path temporary;
  private Path application;

  @BeforeEach
  void copy() throws IOException {
    application = Files.createDirectories(temporary.resolve("host-app"));
    try (var files = Files.list(APPLICATION)) {
      for (Path file : files.toList()) {
        Files.copy(file, application.resolve(file.getFileName()));
      }
    }
  }

  private Cli.Result explore(String bench, String... more) throws IOException {
    if (!bench.isEmpty()) {
      Files.writeString(application.resolve("bench.yaml"), bench);
    }
    return Cli.run(
        Stream.concat(
                Stream.of(
                    "explore",
                    application.toString(),
                    "--budget",
                    "figure >= 1",
                    "--max-runs",
                    "1",
                    "--report",
                    temporary.resolve("out").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static String bench(String command, String... more) {
    return "drive: host\nport: 7\nready: 'host-app: ready'\ncommand: "
        + command
        + "\nmetrics: {figure: 'figure: (\\d+)'}\n"
        + String.join("\n", more)
        + "\n";
  }

  /** No guest and no client of ours is left. */
  private static List<String> programs() {
    return ProcessHandle.current()
        .descendants()
        .map(p -> p.info().commandLine().orElse(""))
        .filter(line -> line.contains("host-app") || line.contains("sleep 600"))
        .toList();
  }

  @Test
  @Tag("guest")
  void measuresWithACommandOnThisMachineAgainstTheForwardedPort() throws IOException {
    Cli.Result result =
        explore(
            bench(
                "[sh, -c, 'test -e warm && echo figure: {port}']",
                "warm-up: [sh, -c, 'touch warm']"),
            "--source",
            "wall",
            "--force");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).contains("(wall):\n  0-0  ");
    if (new AcceleratorChoice().whyNotKvm(true).isPresent()) {
      assertThat(result.err()).contains("note: --source wall: ").contains("emulated keys");
    }
    assertThat(temporary.resolve("out/runs/0-0/figures.log"))
        .content()
        .matches("figure: [1-9]\\d{3,4}\n");
    assertThat(temporary.resolve("out/runs/0-0/console.log")).content().contains("host-app: ready");
    assertThat(programs()).isEmpty();
  }

  /** The guest has one core to itself, its client another. */
  @Test
  @Tag("guest")
  void pinsTheClient() throws IOException {
    Cores cores = Cores.ofThisProcess();
    assumeTrue(cores.count() >= 2 && cores.whyNot().isEmpty());
    explore(
        bench("[sh, -c, 'echo figure: 1; grep Cpus_allowed_list /proc/self/status']"),
        "--source",
        "wall",
        "--force");
    assertThat(temporary.resolve("out/runs/0-0/figures.log"))
        .content()
        .containsPattern("Cpus_allowed_list:\\s+\\d+\n");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            bench("[sh, -c, 'echo so far; sleep 600']", "timeout: 12"),
            "the command did not end within 12 s after the boot (bench.yaml: timeout);"
                + " what it said: ",
            "command.log",
            "so far"),
        Arguments.of(
            bench("[sh, -c, 'echo no such key >&2; exit 3']"),
            "the command ended with status 3; what it said: ",
            "command.log",
            "no such key"),
        Arguments.of(
            bench("[echo, nothing]", "warm-up: [sh, -c, 'exit 4']"),
            "the warm-up ended with status 4; what it said: ",
            "warm-up.log",
            ""),
        Arguments.of(
            bench("[echo, 'figures: none']"),
            "metric 'figure' is not among what was said (pattern: figure: (\\d+)); what was said: ",
            "figures.log",
            "figures: none"),
        Arguments.of(
            bench("[echo, 'figure: NaN']").replace("(\\d+)", "(\\S+)"),
            "metric 'figure' is no number: 'NaN'; what was said: ",
            "figures.log",
            "figure: NaN"),
        Arguments.of(
            bench("[echo, 'figure: 1']", "memory: 900000"),
            "QEMU ended with status 1 (",
            "console.log",
            ""),
        Arguments.of(
            bench("[echo, 'figure: 1']", "arguments: ['9']").replace("app: ready", "app: steady"),
            "the guest ended with status 9 before the guest was ready; its console: ",
            "console.log",
            "host-app: ready"),
        Arguments.of(
            bench("[echo, 'figure: 1']", "timeout: 12").replace("app: ready", "app: steady"),
            "the guest did not say 'host-app: steady' within ",
            "console.log",
            "host-app: ready"));
  }

  /** Each is recorded with its log, and nothing is left running. */
  @ParameterizedTest
  @MethodSource("failures")
  @Tag("guest")
  void recordsWhatGoesWrong(String bench, String message, String log, String logged)
      throws IOException {
    Cli.Result result = explore(bench, "--source", "wall", "--force");
    assertThat(result.status()).as(result.err()).isEqualTo(1);
    Path expected = temporary.resolve("out/runs/0-0").resolve(log);
    assertThat(result.out()).contains("failed: 0-0: " + message).contains(expected.toString());
    assertThat(expected).content().contains(logged);
    assertThat(programs()).isEmpty();
  }

  static Stream<Arguments> badBenches() {
    return Stream.of(
        Arguments.of(
            "drive: host\ncommand: [x]\nmetrics: {figure: '(1)'}\n",
            "1:1: error: 'drive: host' needs 'port': the port on which the guest serves"),
        Arguments.of(
            "drive: host\nport: 7\nready: x\nmetrics: {figure: '(1)'}\n",
            "1:1: error: 'drive: host' needs 'command': the program that is the load and its"
                + " arguments, {port} among them"),
        Arguments.of("---\n", "1:1: error: the file is empty"),
        Arguments.of(
            "drive: hosts\nmetrics: {figure: '(1)'}\n",
            "1:8: error: unknown drive 'hosts'; did you mean 'host'?"),
        Arguments.of(
            "port: 7\nmetrics: {figure: '(1)'}\n",
            "1:1: error: 'port' goes with 'drive: host' only"),
        Arguments.of(
            "wall: {drivee: host}\nmetrics: {figure: '(1)'}\n",
            "1:8: error: unknown key 'drivee' in 'wall'; did you mean 'drive'?"),
        Arguments.of(
            bench("[no-such-load]"),
            "bench.yaml drives with 'no-such-load', which is not on this machine: install it, or"
                + " give its path"),
        Arguments.of(
            bench("[echo]").replace("ready: 'host-app: ready'", "ready: '('"),
            "3:8: error: the pattern of 'ready' is none: Unclosed group"));
  }

  @ParameterizedTest
  @MethodSource("badBenches")
  void saysWhatIsWrongWithTheBenchmark(String bench, String message) throws IOException {
    Cli.Result result = explore(bench, "--source", "wall", "--force");
    assertThat(result.err()).contains(message);
    assertThat(result.status()).isNotZero();
  }

  @Test
  void refusesToCountWhatComesFromOutside() throws IOException {
    assertThat(explore("").err()).contains("'drive: host' has no instructions to count");
  }
}
