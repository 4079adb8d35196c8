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

/** Arguments that cross between private memories (A7, A16 to A19), and attacks on the way. */
@Tag("guest")
class CopyingTest {
  private static final int REPORTED = 139;

  private static Cli.Result run(String... more) {
    var command = new ArrayList<>(List.of("run", Cli.home().resolve("os/tests/copy").toString()));
    command.addAll(List.of("--timeout", "120"));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(String[]::new));
  }

  private static void passes(Cli.Result result, String words) {
    assertThat(result.out() + result.err())
        .doesNotContain("FAIL")
        .contains(words)
        .contains("copy: all passed");
    assertThat(result.status()).isZero();
  }

  @Test
  void copiesEveryKindBothWays() {
    passes(run(), "stacks are copied");
  }

  /** Every point of the two axes of sharing, other gates, and no gates at all. */
  @ParameterizedTest
  @CsvSource({
    "full, stacks are copied",
    "dss-private, stacks are shared",
    "private-sites, stacks are copied",
    "shared, stacks are shared",
    "light, stacks are shared"
  })
  void worksHoweverMemoryIsShared(String profile, String words) {
    passes(run("--profile", profile), words);
  }

  @Test
  void worksWithoutIsolation() {
    passes(run("--driver", "fcalls"), "stacks are shared");
  }

  /** The control of jumps out of callbacks: where no gates are, no call stays open. */
  @Test
  void jumpsLeaveNoCallOpenWithoutGates() {
    assertThat(run("--driver", "fcalls", "--", "left").out()).contains("left: 200");
  }

  @ParameterizedTest
  @CsvSource({
    "foreign, the caller itself may not use",
    "foreign-write, the caller itself may not use",
    "third, the caller itself may not use",
    "third-write, the caller itself may not use",
    "constant-write, the caller itself may not use",
    "half-foreign, the caller itself may not use",
    "huge, larger than what crosses",
    "wrapping, the caller itself may not use",
    "wrapping-product, larger than what crosses",
    "endless-string, the caller itself may not use",
    "long-string, a string argument without an end",
    "deep, nested too deeply",
    "bypass, unchecked arguments",
    "swapped, unchecked arguments",
    "inherited, unchecked arguments",
    "early-end, the end of a call that has not returned",
    "left, nested too deeply",
    "end-without-call, the end of a call that never began",
    "another-ones-gate, not the caller's"
  })
  void refusesWithAReport(String attack, String words) {
    Cli.Result result = run("--", attack);
    assertThat(result.err()).contains(words);
    assertThat(result.out()).doesNotContain(attack + ":");
    assertThat(result.status()).isEqualTo(REPORTED);
  }

  /** Of the swapped arguments nothing arrives: ring 0's own copy of them is what counts. */
  @Test
  void takesArgumentsFromRingZero() {
    assertThat(run("--", "swapped").out()).isEqualTo("with other arguments: 8\n");
  }

  /** The C library, descriptors and a file system, each on its own: paths, stats, whole files. */
  @Test
  void filesWorkBetweenPrivateMemories() {
    Cli.Result result =
        Cli.run(
            "run",
            Cli.home().resolve("os/tests/files").toString(),
            "--profile",
            "private",
            "--timeout",
            "120",
            "--",
            "one",
            "two words");
    assertThat(result.out() + result.err()).doesNotContain("FAIL").contains("files: all passed");
    assertThat(result.status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"double-fetch", "kept-pointer", "left-for-another"})
  void givesNobodyWhatChangesOrLasts(String attack) {
    assertThat(run("--", attack).out()).isEqualTo(attack + ": 0\n");
  }

  /** The same with plain gates and shared memory. */
  @ParameterizedTest
  @CsvSource({"foreign, 524", "foreign-write, 1", "double-fetch, 1", "kept-pointer, 1"})
  void succeedsWithoutCopies(String attack, String got) {
    Cli.Result result = run("--profile", "shared", "--", attack);
    assertThat(result.out()).isEqualTo(attack + ": " + got + "\n");
  }
}
