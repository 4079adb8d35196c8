package org.flexos.cli.bench.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.flexos.model.EnvironmentException;
import org.junit.jupiter.api.Test;

/** How figures are read, summed up and printed. */
class RedisFiguresTest {
  @Test
  void readsRequestsASecond() {
    String csv =
        """
        "test","rps","avg_latency_ms","min_latency_ms"
        "GET","50335.57","0.850","0.1"
        """;
    assertThat(RedisBenchmark.read(csv)).isEqualTo(50335.57);
  }

  @Test
  void refusesOutputWithoutAResult() {
    assertThatThrownBy(() -> RedisBenchmark.read("Could not connect"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("redis-benchmark has printed no result: Could not connect");
  }

  @Test
  void takesTheMiddleOfAllRuns() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(1, 2, 3));
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 8.0))).isEqualTo(new Spread(1, 3, 8));
    assertThat(Spread.of(List.of(5.0))).isEqualTo(new Spread(5, 5, 5));
  }

  @Test
  void saysWhichTargetIsMissed() {
    assertThat(new Figure("size", 2.214, "MiB", 3).line())
        .matches("size +2\\.21 MiB   target 3 MiB");
    assertThat(new Figure("time", 0.7, "s", 0.5, "1.2 s of processors").line())
        .matches("time +0\\.70 s     target 0\\.5 s   \\(1\\.2 s of processors\\)   MISSED");
  }
}
