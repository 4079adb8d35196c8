package org.flexos.explore.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.flexos.explore.order.Axis;
import org.flexos.explore.order.SafetyOrders;

/**
 * A made-up application with a known cost: each hardening of each library costs its own factor,
 * each separated pair of libraries that talk costs one that grows with the driver, and every
 * configuration is off by up to half a percent, which breaks monotonicity a little.
 */
public final class Synthetic {
  private static final List<String> HARDENINGS =
      List.of("asan", "ubsan", "cfi", "stack-protector", "safe-stack");
  private static final double[] DRIVER_FACTOR = {0, 1, 3};

  private final Space space;
  private final double[][] hardening;
  private final double[][] talk;

  public Synthetic(int libraries, int hardenings, long seed) {
    var random = new Random(seed);
    List<String> names = IntStream.range(0, libraries).mapToObj(i -> "lib" + i).toList();
    var axes = new ArrayList<Axis>();
    names.forEach(
        n -> axes.add(Axis.subsets("hardening of " + n, HARDENINGS.subList(0, hardenings))));
    axes.add(SafetyOrders.drivers().only(List.of("fcalls", "intel-pku", "vmept")));
    int driver = libraries;
    var rule =
        new Rule(
            "fcalls isolates nothing: one compartment only",
            false,
            c -> c.levels().get(driver) > 0 || c.partition().blocks() == 1);
    space =
        new Space(names, IntStream.range(0, libraries).boxed().toList(), axes, true, List.of(rule));
    hardening = new double[libraries][hardenings];
    talk = new double[libraries][libraries];
    for (int i = 0; i < libraries; i++) {
      for (int h = 0; h < hardenings; h++) {
        hardening[i][h] = 0.002 + 0.06 * Math.pow(random.nextDouble(), 3);
      }
      for (int j = i + 1; j < libraries; j++) {
        talk[i][j] = random.nextInt(3) == 0 ? 0.12 * Math.pow(random.nextDouble(), 2) : 0.001;
      }
    }
  }

  public Space space() {
    return space;
  }

  /** Without run-to-run noise; 1,000,000 at the bottom. */
  public double truth(Configuration c) {
    double loss = 0;
    int n = hardening.length;
    for (int i = 0; i < n; i++) {
      for (int h = 0; h < hardening[i].length; h++) {
        loss += (c.levels().get(i) >> h & 1) * hardening[i][h];
      }
      for (int j = i + 1; j < n; j++) {
        boolean apart = c.partition().block(i) != c.partition().block(j);
        loss += apart ? talk[i][j] * DRIVER_FACTOR[c.levels().get(n)] : 0;
      }
    }
    double wobble = (Math.floorMod(c.hashCode() * 0x9E3779B9, 1000) / 1000.0 - 0.5) * 0.01;
    return 1e6 * Math.exp(-loss) * (1 + wobble);
  }

  /** Climbs on from {@code c} knowing the truth; the number of steps is 0 if c is maximal. */
  public int stepsToMaximal(Configuration c, double limit, Random random) {
    Configuration at = c;
    for (int steps = 0; ; steps++) {
      Configuration from = at;
      var next =
          space.upperCovers(from, random).stream()
              .filter(d -> truth(d) >= limit)
              .max(java.util.Comparator.comparingDouble(this::truth));
      if (next.isEmpty()) {
        return steps;
      }
      at = next.get();
    }
  }
}
