package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Vectors of buffers between a program and files in another compartment: what their pointers lead
 * to is followed with the program's rights alone (attacks A7, A17).
 */
@Tag("guest")
class VectorTest {
  private static final int FAULT = 139;

  private static Cli.Result run(String... more) {
    var command = new ArrayList<>(List.of("run", Cli.home().resolve("os/tests/uio").toString()));
    command.addAll(List.of("--timeout", "60"));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  /** Impossible numbers of buffers and bytes are refused, too. */
  @ParameterizedTest
  @ValueSource(strings = {"intel-pku", "fcalls"})
  void vectorsMoveWhatPosixSays(String driver) {
    Cli.Result result = run("--driver", driver);
    assertThat(result.out()).doesNotContain("FAIL").contains("uio: all passed");
    assertThat(result.status()).isZero();
  }

  /** One buffer goes to the gate as it is, which asks ring 0; of several, the program reads. */
  @ParameterizedTest
  @CsvSource({
    "write-one, files, a pointer argument to memory that the caller itself may not use",
    "read-one, files, a pointer argument to memory that the caller itself may not use",
    "write-one, third, a pointer argument to memory that the caller itself may not use",
    "read-one, third, a pointer argument to memory that the caller itself may not use",
    "write-two, files, a compartment touched memory of another one",
    "read-two, files, a compartment touched memory of another one",
    "write-two, third, a compartment touched memory of another one",
    "read-two, third, a compartment touched memory of another one",
    "table, files, a pointer argument to memory that the caller itself may not use",
    "lock, files, a compartment touched memory of another one",
    "lock, third, a compartment touched memory of another one",
  })
  void buffersOfOthersEndTheRun(String how, String where, String report) {
    Cli.Result result = run("--", how, where);
    assertThat(result.status()).as(result.out()).isEqualTo(FAULT);
    assertThat(result.err()).contains("fault: " + report, "compartment program");
    assertThat(result.out()).doesNotContain("moved", "answered");
  }

  /** The file layer would write with its own rights: it takes no lock's place from anybody. */
  @ParameterizedTest
  @ValueSource(strings = {"files", "third"})
  void aNumberIsNotFollowed(String where) {
    assertThat(run("--", "lock-directly", where).out())
        .contains("answered -22, the secret is intact");
  }

  /** The control: without compartments the secret is moved. */
  @Test
  void withoutCompartmentsTheyAreMoved() {
    for (String where : List.of("files", "third")) {
      String secret = "a secret";
      assertThat(run("--driver", "fcalls", "--", "write-one", where).out())
          .contains("moved 8, the file has '" + secret + "'");
      assertThat(run("--driver", "fcalls", "--", "write-two", where).out())
          .contains("moved 16, the file has 'xxxxxxxx" + secret + "'");
      assertThat(run("--driver", "fcalls", "--", "read-one", where).out())
          .contains("moved 8,", "the secret is changed");
      assertThat(run("--driver", "fcalls", "--", "read-two", where).out())
          .contains("moved 16,", "the secret is changed");
      assertThat(run("--driver", "fcalls", "--", "lock", where).out())
          .contains("answered 0, the secret is changed");
    }
  }
}
