package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of this machine, which may not be there. */
final class HostProgram {
  private static final long PATIENCE_S = 120;

  private HostProgram() {}

  /** Skips the test, and says why, where one of them is missing. */
  static void assume(String... programs) {
    for (String program : programs) {
      assumeTrue(isThere(program), "skipped: no " + program + " on this machine");
    }
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** What a program has left; its errors are among what it said. */
  record Result(int status, String said) {}

  /**
   * Runs a program to its end.
   *
   * @param input a file that it reads
   */
  static Result run(Path input, String program, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    Path said = Files.createTempFile(input.toAbsolutePath().getParent(), "said", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
  }
}
