package org.flexos.explore.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeasurementTest {
  @Test
  void seriesOfRunsAddUpToWhatTheRunsAlone() {
    Measurement m =
        Measurement.run(2).and(Measurement.run(4)).and(Measurement.run(4).and(Measurement.run(6)));
    assertThat(m.mean()).isEqualTo(4);
    assertThat(m.runs()).isEqualTo(4);
    assertThat(m.deviation()).isEqualTo(Math.sqrt(8.0 / 3), within(1e-12));
    assertThat(m.min()).isEqualTo(2);
    assertThat(m.max()).isEqualTo(6);
  }

  @Test
  void moreRunsNarrowTheMargin() {
    var noise = new Noise(0.02);
    Measurement one = Measurement.run(100);
    assertThat(noise.margin(one)).isEqualTo(4, within(1e-9));
    assertThat(noise.clear(one, 97, 0)).isFalse();
    Measurement four = one.and(Measurement.run(101)).and(Measurement.run(99)).and(one);
    noise.learn(null, four);
    assertThat(noise.margin(four)).isLessThan(2);
    assertThat(noise.clear(four, 97, 0)).isTrue();
  }

  @Test
  void theNormalDistributionIsTheTables() {
    assertThat(Normal.below(0)).isEqualTo(0.5, within(1e-7));
    assertThat(Normal.below(1.96)).isEqualTo(0.9750021, within(1e-6));
    assertThat(Normal.below(-1)).isEqualTo(0.1586553, within(1e-6));
  }
}
