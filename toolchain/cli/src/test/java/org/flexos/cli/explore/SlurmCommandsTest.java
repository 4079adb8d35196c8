package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.flexos.exec.ProcessRunner.Result;
import org.flexos.model.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a cluster whose controller goes away, on a clock of the test's. */
class SlurmCommandsTest {
  @TempDir private Path folder;

  private final AtomicLong now = new AtomicLong(-5);
  private boolean away = true;

  /** A minute passes with each look at the queue. */
  private Result slurm(List<String> command) {
    if (command.get(0).equals("sbatch")) {
      return new Result(command, 0, "7;here\n", "");
    }
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    return away
        ? new Result(command, 1, "", "slurm_load_jobs error: Unable to contact slurm controller\n")
        : new Result(command, 0, "7_0 RUNNING\n", "");
  }

  private SlurmCommands commands() {
    return new SlurmCommands(this::slurm, now::get);
  }

  @Test
  void waitsWhileTheControllerIsAwayForAMoment() {
    SlurmCommands commands = commands();
    for (int hour = 0; hour < 3; hour++) {
      away = true;
      for (int minute = 0; minute < 5; minute++) {
        assertThat(commands.states()).isEmpty();
      }
      away = false;
      assertThat(commands.states()).contains(Map.of("7_0", "RUNNING"));
    }
  }

  @Test
  void givesUpWhenCommandsHangForTooLong() {
    var hanging =
        new SlurmCommands(
            command -> {
              now.addAndGet(Duration.ofMinutes(1).toNanos());
              throw new EnvironmentException(
                  "squeue did not end within 60 s and was killed; if ...");
            },
            now::get);
    for (int minute = 0; minute < 5; minute++) {
      assertThat(hanging.states()).isEmpty();
    }
    assertThatThrownBy(hanging::states)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageStartingWith(
            "Slurm has not said for 5 minutes what runs: squeue did not end within 60 s and was"
                + " killed\ncommand: squeue --noheader ");
  }

  /** Once it waited for ever. */
  @Test
  @Timeout(30)
  void endsWhenTheControllerStaysAway() {
    var options = new SlurmOptions(List.of("true"), 1, Optional.empty(), List.of());
    try (var executor = new SlurmExecutor(commands(), options, folder, List.of())) {
      executor.submit("a");
      assertThatThrownBy(executor::take)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageStartingWith(
              "Slurm has not said for 5 minutes what runs: slurm_load_jobs error: Unable to contact"
                  + " slurm controller\ncommand: squeue ")
          .hasMessageEndingWith("does the controller answer: scontrol ping");
    }
    assertThat(folder.resolve("0.job")).as("for who resumes").hasContent("7");
  }
}
