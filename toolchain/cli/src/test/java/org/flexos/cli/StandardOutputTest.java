package org.flexos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that cannot be written. */
class StandardOutputTest {
  @TempDir private Path folder;

  @Test
  void anAnswerThatIsLostIsAnError() throws Exception {
    Process help = Cli.process(folder, "--help").redirectOutput(new File("/dev/full")).start();
    String said = new String(help.getErrorStream().readAllBytes());
    assertThat(help.waitFor()).isEqualTo(ExitCode.ENVIRONMENT.status());
    assertThat(said).isEqualTo("error: cannot write to standard output: No space left on device\n");
  }

  @Test
  void aReaderThatHasGoneEndsTheCommandQuietly() throws Exception {
    Process help = Cli.process(folder, "--help").start();
    help.getInputStream().close();
    assertThat(help.errorReader().lines()).isEmpty();
    assertThat(help.waitFor()).isEqualTo(141);
  }
}
