package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Attack A19 on an interface that applications use: a second thread of the caller changes a buffer
 * between the call of {@code uk_sys_write} and its use, while the files wait for room in a pipe.
 */
@Tag("guest")
class ChangingArgumentTest {
  private static void arrives(String bytes, String... options) {
    var command =
        new ArrayList<>(List.of("run", Cli.home().resolve("os/tests/changing").toString()));
    command.addAll(List.of("--timeout", "60"));
    command.addAll(List.of(options));
    Cli.Result result = Cli.run(command.toArray(String[]::new));
    assertThat(result.out())
        .as(result.err())
        .isEqualTo(
            "8 bytes arrived: '" + bytes + "'\n8 bytes written, the argument is 'changed!'\n");
    assertThat(result.status()).isZero();
  }

  @Test
  void whatWasPassedIsWhatIsWritten() {
    arrives("original");
  }

  /** The control: shared memory does not keep still, and so it is said in docs/security.md. */
  @ParameterizedTest
  @CsvSource({"--profile, sites", "--driver, fcalls"})
  void sharedMemoryDoesNotKeepStill(String option, String value) {
    arrives("changed!", option, value);
  }
}
