package org.flexos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.flexos.model.AbiShape;
import org.flexos.model.AbiShape.Result;
import org.flexos.model.ArgumentSpec.Amount;
import org.flexos.model.ArgumentSpec.Kind;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Copy;
import org.flexos.model.Plan.Copying;
import org.flexos.model.Plan.EntryThunk;
import org.flexos.model.Plan.Gate;
import org.flexos.model.Plan.ThunkGate;
import org.flexos.verify.Demo.Profile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The verifier finds nothing in what the toolchain makes, whatever is asked of it. */
class SoundImageTest {
  private static final int IMAGES = 10;

  @ParameterizedTest
  @EnumSource(Profile.class)
  void ofEveryGateVariant(Profile profile) {
    VerifyReport report = ImageVerifier.verify(new Demo(profile).link());
    assertThat(report.findings()).isEmpty();
    assertThat(report.checks())
        .extracting(Check::name)
        .containsExactly(
            "layout", "table", "entry", "rights", "code", "gates", "late-symbols", "references");
    if (profile == Profile.STRICT) {
      assertThat(report.entries())
          .containsExactly(
              new DomainEntries(
                  "comp1",
                  List.of(
                      "__stack_chk_fail",
                      "every_tick",
                      "greet",
                      "half",
                      "puts",
                      "sort",
                      "third",
                      "ukboot_entry")),
              new DomainEntries("comp2", List.of("__fxl.app.main_c.on_tick", "compare", "main")),
              new DomainEntries("(shared-heap)", List.of("uk_shared_free", "uk_shared_malloc")));
      assertThat(report.checks().get(2).lookedAt())
          .startsWith("entry point, 1 note; trusted base of 1 functions, ");
      assertThat(report.checks().get(5).lookedAt())
          .isEqualTo("12 gates, 0 of them copying, 3 thunks, 4 heap stubs");
      assertThat(report.checks().get(3).lookedAt()).contains("; 24 WRPKRU of gates, ");
    }
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void ofEveryCallShape(Profile profile) {
    long seed = Long.getLong("seed", 3);
    var random = new Random(seed);
    for (int i = 0; i < IMAGES; i++) {
      var demo = new Demo(profile).planned(plan -> reshaped(plan, random));
      assertThat(ImageVerifier.verify(demo.link()).findings())
          .as("seed %d, image %d", seed, i)
          .isEmpty();
    }
  }

  private static Plan reshaped(Plan p, Random random) {
    return new Plan(
        p.application(),
        p.domains(),
        p.placement(),
        p.bindings().stream().map(b -> reshaped(b, random)).toList(),
        p.sharedGlobals(),
        p.units(),
        p.initial(),
        p.notes());
  }

  private static Binding reshaped(Binding binding, Random random) {
    if (binding instanceof Gate g) {
      return new Gate(
          g.symbol(),
          g.id() * 40,
          g.fromLibrary(),
          g.toLibrary(),
          g.from(),
          g.to(),
          g.target(),
          g.variant(),
          shape(random),
          copying(random),
          g.why());
    }
    return binding instanceof EntryThunk t && t.owner() >= 0
        ? new EntryThunk(
            t.symbol(),
            t.target(),
            t.owner(),
            shape(random),
            t.gates().stream()
                .map(g -> new ThunkGate(g.id(), g.from(), g.variant(), copying(random)))
                .toList(),
            t.why())
        : binding;
  }

  /** Any registers: none of it needs to make sense to be copied as the plan says. */
  private static Copying copying(Random random) {
    var kinds = new Kind[] {Kind.IN, Kind.OUT, Kind.INOUT, Kind.STRING};
    Amount[] amounts = Amount.values();
    var copies = new ArrayList<Copy>();
    for (int i = random.nextInt(4); i > 0; i--) {
      int second = random.nextInt(7) - 1;
      copies.add(
          new Copy(
              random.nextInt(6),
              kinds[random.nextInt(kinds.length)],
              1 + random.nextInt(10000),
              random.nextInt(6),
              1 << random.nextInt(4),
              second,
              second < 0 ? 0 : 1 << random.nextInt(4),
              random.nextInt(1000),
              amounts[random.nextInt(amounts.length)],
              1 + random.nextInt(100)));
    }
    return new Copying(random.nextBoolean(), random.nextInt(9), copies);
  }

  private static AbiShape shape(Random random) {
    Result[] results = Result.values();
    return new AbiShape(
        random.nextInt(7),
        random.nextInt(9),
        random.nextInt(37),
        results[random.nextInt(results.length)],
        random.nextBoolean());
  }
}
