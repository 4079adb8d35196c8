package org.flexos.plan;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.flexos.model.LateSymbols;
import org.flexos.model.Plan;
import org.flexos.model.Plan.Binding;
import org.flexos.model.Plan.Gate;

/**
 * Tries a law on random images. A failure names its seed; {@code RandomImage.of(seed)} is the
 * image.
 */
final class Laws {
  private static final int IMAGES = 400;

  private Laws() {}

  /** A law, given an image, its plan and what the slow way says of it. */
  interface Law {
    void check(TestImage image, Plan plan, Oracle oracle);
  }

  static void forAll(Law law) {
    LongStream.range(0, IMAGES)
        .forEach(
            seed -> {
              TestImage image = RandomImage.of(seed);
              try {
                law.check(image, image.plan(), new Oracle(image));
              } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
              }
            });
  }

  static Set<String> symbols(List<? extends Binding> bindings) {
    return bindings.stream().map(Binding::symbol).collect(Collectors.toSet());
  }

  /** Gates that calls are bound to; not those of the shared heap's stubs. */
  static List<Gate> callGates(Plan plan) {
    return TestImage.bindings(plan, Gate.class).stream()
        .filter(g -> g.symbol().startsWith(LateSymbols.CALL))
        .toList();
  }
}
