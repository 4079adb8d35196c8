package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @ParameterizedTest
  @ValueSource(strings = {"bench", "clean", "doctor", "graph", "test", "verify"})
  void everyCommandHasHelp(String command) {
    var result = Cli.run(command, "--help");
    assertThat(result.status()).isZero();
    assertThat(result.out()).startsWith("Usage: flexos " + command);
  }

  @Test
  void helpShowsTheExitStatuses() {
    assertThat(Cli.run("--help").out())
        .contains("Exit status:", "139   a compartment did what it may not");
  }

  @Test
  void unknownOptionNamesTheNearest() {
    var result = Cli.run("clean", "--cach");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("Unknown option: '--cach'", "did you mean: --cache?");
  }

  @Test
  void noCommandShowsHelpAndFails() {
    var result = Cli.run();
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).startsWith("Usage: flexos");
  }
}
