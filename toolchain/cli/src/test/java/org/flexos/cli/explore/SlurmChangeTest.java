package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flexos.exec.ProcessRunner.Result;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sources that are edited while a cluster measures them, and are as they were before we look. */
class SlurmChangeTest {
  @TempDir private Path folder;

  private int submitted;
  private boolean edited = true;

  /** A job array ends as soon as it is submitted. */
  private Result slurm(List<String> command) {
    if (!command.get(0).equals("sbatch")) {
      return new Result(command, 0, "", "");
    }
    try {
      int array = submitted++;
      Files.writeString(
          folder.resolve(array + (edited ? ".0.changed" : ".0.json")),
          edited
              ? "other sources"
              : "{\"id\":\"a\",\"mean\":1,\"runs\":1,\"deviation\":0,\"min\":1,\"max\":1}\n");
      return new Result(command, 0, (7 + array) + "\n", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SlurmExecutor executor() {
    var options = new SlurmOptions(List.of("true"), 1, Optional.empty(), List.of());
    return new SlurmExecutor(
        new SlurmCommands(this::slurm, System::nanoTime), options, folder, List.of());
  }

  /** A failure would be written down, and stay when the edit is undone. */
  @Test
  @Timeout(60)
  void endTheExplorationAndAreMeasuredAgain() throws InterruptedException {
    try (var executor = executor()) {
      executor.submit("a");
      assertThatThrownBy(executor::take)
          .isInstanceOf(UserErrorException.class)
          .hasMessage(
              "error: Slurm's job 7_0: other sources: undo the change and go on with --resume, or"
                  + " start anew");
    }
    edited = false;
    try (var executor = executor()) {
      executor.submit("a");
      assertThat(executor.take().measurement()).isPresent();
    }
    assertThat(submitted).isEqualTo(2);
    try (var executor = executor()) {
      executor.submit("a");
      assertThat(executor.take().measurement()).as("adopted").isPresent();
    }
    assertThat(submitted).isEqualTo(2);
  }
}
