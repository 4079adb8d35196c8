package org.flexos.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoresTest {
  @TempDir private Path folder;

  private Path status(String allowed) throws IOException {
    return Files.writeString(
        folder.resolve("status"), "Name:\tx\nCpus_allowed_list:\t" + allowed + "\nMems:\t1\n");
  }

  @Test
  void lendsEachCoreOnce() throws IOException {
    Cores cores = Cores.of(status("0-1,5"), true);
    assertThat(cores.count()).isEqualTo(3);
    try (var a = cores.take();
        var b = cores.take();
        var c = cores.take();
        var none = cores.take()) {
      assertThat(List.of(a.number().get(), b.number().get(), c.number().get()))
          .containsExactly(0, 1, 5);
      assertThat(c.prefix()).containsExactly("taskset", "-c", "5");
      assertThat(none.prefix()).as("more runs than cores").isEmpty();
    }
    try (var again = cores.take()) {
      assertThat(again.number()).isPresent();
    }
  }

  @Test
  void saysWhyItDoesNotPin() throws IOException {
    Cores cores = Cores.of(status("0"), false);
    assertThat(cores.take().prefix()).isEmpty();
    assertThat(cores.whyNot().orElseThrow())
        .isEqualTo(
            "taskset is missing: guests are not pinned to cores, and real times scatter more;"
                + " install it with: apt-get install util-linux");
  }

  /** A program that is started so may run on its core and no other. */
  @Test
  void programsRunOnTheirCore() {
    Cores cores = Cores.ofThisProcess();
    try (var core = cores.take()) {
      org.junit.jupiter.api.Assumptions.assumeTrue(cores.whyNot().isEmpty(), "no taskset");
      var command = new ArrayList<>(core.prefix());
      command.addAll(List.of("grep", "Cpus_allowed_list", "/proc/self/status"));
      String said =
          new ProcessRunner(line -> {}).run(command, Duration.ofMinutes(1)).orFail("grep").stdout();
      assertThat(said.strip()).endsWith("\t" + core.number().orElseThrow());
    }
  }

  @Test
  void aProgramThatHangsIsKilledWithWhatItStarted() {
    var attempt =
        new ProcessRunner(line -> {})
            .attempt(
                List.of("sh", "-c", "echo begun; sleep 607 & sleep 608"),
                Duration.ofSeconds(2),
                folder);
    assertThat(attempt.status()).isEmpty();
    assertThat(attempt.said()).startsWith("begun\n");
    assertThat(ProcessHandle.allProcesses().map(p -> p.info().commandLine().orElse("")))
        .noneMatch(line -> line.endsWith("sleep 607") || line.endsWith("sleep 608"));
  }
}
