package org.flexos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.flexos.verify.Demo.Profile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SoundImageTest {
  @ParameterizedTest
  @EnumSource(Profile.class)
  void findsNothingInWhatTheToolchainMakes(Profile profile) {
    VerifyReport report = ImageVerifier.verify(new Demo(profile).link());
    assertThat(report.findings()).isEmpty();
  }
}
