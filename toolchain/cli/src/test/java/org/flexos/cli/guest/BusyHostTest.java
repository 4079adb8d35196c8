package org.flexos.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flexos.cli.Cli;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that rarely gives the guest a processor, as it boots and measures its clocks. */
@Tag("guest")
class BusyHostTest {
  /** A tenth of a processor, in pieces that are shorter than the measurement, for a second. */
  private static final String STARVE =
      "i=0; while [ $i -lt 40 ]; do kill -STOP %1$d; sleep 0.02; kill -CONT %1$d; sleep 0.002;"
          + " i=$((i + 1)); done";

  private static final Duration BETWEEN_WORDS = Duration.ofMillis(500);
  private static final int WORDS = 6;

  @TempDir private Path temporary;

  /** Wrong clocks are so by a factor of ten and more; a loaded machine is late by less than two. */
  @Test
  void theGuestsSecondsAreThoseOfTheHost() throws Exception {
    String application = Cli.home().resolve("os/tests/clock").toString();
    assertThat(Cli.run("build", application).status()).isZero();
    CommandProcess command = CommandProcess.start(temporary, "run", application);
    Process starving = starve(command.qemu());
    try {
      command.await("clock: 0");
      long start = System.nanoTime();
      command.await("clock: " + WORDS);
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      Duration expected = BETWEEN_WORDS.multipliedBy(WORDS);
      assertThat(taken).isBetween(expected.dividedBy(2), expected.multipliedBy(2));
    } finally {
      assertThat(starving.waitFor(60, TimeUnit.SECONDS)).isTrue();
      command.process().destroy();
      assertThat(command.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Process starve(ProcessHandle qemu) throws IOException {
    return new ProcessBuilder("sh", "-c", STARVE.formatted(qemu.pid())).start();
  }
}
