package org.flexos.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flexos.model.EnvironmentException;
import org.junit.jupiter.api.Test;

class ProcessRunnerTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private final ArrayList<String> log = new ArrayList<>();
  private final ProcessRunner runner = new ProcessRunner(log::add);

  @Test
  void keepsBothStreamsAndTheStatus() {
    var result = runner.run(List.of("sh", "-c", "echo out; echo err >&2; exit 3"), LIMIT);
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
  }

  @Test
  void failureCarriesEverything() {
    var result = runner.run(List.of("sh", "-c", "echo why >&2; exit 2"), LIMIT);
    assertThatThrownBy(() -> result.orFail("compiling a.c"))
        .isInstanceOf(ProcessFailedException.class)
        .hasMessage(
            """
            compiling a.c failed with status 2
            why
            command: sh -c 'echo why >&2; exit 2'""");
  }

  @Test
  void killsWhatTakesTooLong() {
    long before = System.nanoTime();
    assertThatThrownBy(() -> runner.run(List.of("sh", "-c", "sleep 30"), Duration.ofSeconds(1)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("sh did not end within 1 s and was killed")
        .hasMessageContaining("--tool-timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void saysWhichProgramIsMissing() {
    assertThatThrownBy(() -> runner.run(List.of("/nowhere/clang"), LIMIT))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("cannot start /nowhere/clang")
        .hasMessageContaining("doctor");
  }

  @Test
  void logsPasteableCommands() {
    runner.run(List.of("echo", "a b", "it's", ""), LIMIT, Path.of("/tmp"));
    assertThat(log).containsExactly("echo 'a b' 'it'\\''s' ''");
  }

  @Test
  void survivesMoreOutputThanAPipeHolds() {
    String script = "head -c 1000000 /dev/zero >&2; head -c 1000000 /dev/zero";
    var result = runner.run(List.of("sh", "-c", script), LIMIT);
    assertThat(result.stdout()).hasSize(1_000_000);
    assertThat(result.stderr()).hasSize(1_000_000);
  }
}
