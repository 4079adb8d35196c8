package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Controls for attacks on ring 0's copies that {@code CopyingTest} sees stopped: the same attacks,
 * each without the guard that stops it. What is inherited enters the callee, where the buffers of
 * the thread that is gone are no more.
 */
@Tag("guest")
class CopyControlsTest {
  private static final String CORE = "os/lib/flexos-core/";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "early-end|copy.c|has_own_stack(c.gate))|0 && has_own_stack(c.gate))|early-end: the buffer has changed",
        "inherited|copy.c|if (bounces[thread][d].words)|if (0 && bounces[thread][d].words)|nothing is mapped there",
        "left-for-another|copy.c|c.bounce->readers & ~|0 & ~|left-for-another: 175104",
      })
  void succeedWithoutTheirGuard(
      String attack, String file, String find, String instead, String words) throws IOException {
    var without = List.of(new Guard.Change(CORE + file, find, instead));
    var result = new ChangedGuest("os/tests/copy", folder).run(without, "--", attack);
    assertThat(result.out() + result.err()).contains(words);
  }
}
