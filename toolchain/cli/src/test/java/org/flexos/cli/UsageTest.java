package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @ParameterizedTest
  @ValueSource(strings = {"bench", "clean", "completion", "doctor", "graph", "test", "verify"})
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

  @ParameterizedTest
  @ValueSource(strings = {"0", "1025"})
  void aTapeHasNotAnyNumberOfClients(String connections) {
    var result = Cli.run("bench", "redis", "--only", "icount", "--connections", connections);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("--connections " + connections + ": from 1 to 1024 are possible");
  }

  @Test
  void noCommandShowsHelpAndFails() {
    var result = Cli.run();
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).startsWith("Usage: flexos");
  }

  /** Bash reads the script, and completes a command and an option with it. */
  @Test
  void completionIsAScriptThatBashAccepts(@TempDir Path folder) throws Exception {
    var result = Cli.run("completion");
    assertThat(result.status()).isZero();
    Path script = Files.writeString(folder.resolve("flexos"), result.out());
    assertThat(bash("-n", script.toString())).isEmpty();
    String complete =
        "source \"$0\"; compopt() { :; }; COMP_WORDS=(flexos %s); COMP_CWORD=%d; COMPREPLY=();"
            + " _complete_flexos; echo ${COMPREPLY[*]}";
    assertThat(bash("-c", complete.formatted("expl", 1), script.toString())).isEqualTo("explore\n");
    assertThat(bash("-c", complete.formatted("run --prof", 2), script.toString()))
        .contains("--profile");
  }

  private static String bash(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("bash"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
