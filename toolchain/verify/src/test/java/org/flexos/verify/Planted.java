package org.flexos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.flexos.verify.Demo.Profile;

/** A violation in an otherwise sound image, and what the verifier makes of it. */
final class Planted {
  private static byte[] sound;

  private final VerifyReport report;

  private Planted(VerifyReport report) {
    this.report = report;
  }

  static Planted in(Demo demo) {
    return new Planted(ImageVerifier.verify(demo.link()));
  }

  static Demo strict() {
    return new Demo(Profile.STRICT);
  }

  /** The linked strict image, changed afterwards. */
  static Planted after(UnaryOperator<ElfEditor> change) {
    if (sound == null) {
      sound = strict().linkBytes();
    }
    return new Planted(ImageVerifier.verify(change.apply(new ElfEditor(sound)).elf()));
  }

  /** Exactly these checks fail. */
  Planted fails(String... checks) {
    Set<String> failed =
        report.checks().stream()
            .filter(c -> !c.passed())
            .map(Check::name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(failed).as(String.join("\n", report.findings())).containsExactlyInAnyOrder(checks);
    return this;
  }

  Planted passes() {
    return fails();
  }

  Planted havingLookedAt(String check, String words) {
    assertThat(report.checks())
        .filteredOn(c -> c.name().equals(check))
        .singleElement()
        .satisfies(c -> assertThat(c.lookedAt()).contains(words));
    return this;
  }

  /** One finding has all these words. */
  Planted saying(String... words) {
    List<String> findings = report.findings();
    assertThat(findings).anySatisfy(f -> assertThat(f).contains(words));
    return this;
  }
}
