package org.flexos.exec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ControlChannelTest {
  @Test
  void readsTheFullStatusRange() {
    assertThat(ControlChannel.parse("exit 0\n")).contains(new GuestOutcome.Exited(0));
    assertThat(ControlChannel.parse("exit 255\n").orElseThrow().exitStatus()).isEqualTo(255);
    assertThat(ControlChannel.parse("exit -1\n").orElseThrow().exitStatus()).isEqualTo(255);
  }

  @Test
  void faultOutranksAnEarlierExit() {
    assertThat(ControlChannel.parse("exit 0\nfault {\"vector\":14}\n"))
        .contains(new GuestOutcome.Faulted("{\"vector\":14}"));
  }

  @Test
  void statusesFollowConvention() {
    assertThat(ControlChannel.parse("fault {}\n").orElseThrow().exitStatus()).isEqualTo(139);
    assertThat(ControlChannel.parse("crash {}\n").orElseThrow().exitStatus()).isEqualTo(134);
  }

  @Test
  void unfinishedOrStrangeLinesSayNothing() {
    assertThat(ControlChannel.parse("exit 0")).isEmpty();
    assertThat(ControlChannel.parse("")).isEmpty();
    assertThat(ControlChannel.parse("exit zero\n")).isEmpty();
  }
}
