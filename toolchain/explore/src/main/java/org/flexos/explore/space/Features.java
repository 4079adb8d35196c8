package org.flexos.explore.space;

import java.util.List;
import org.flexos.explore.order.Axis;
import org.flexos.explore.order.Partition;

/**
 * What a cost model is told of a configuration: 1 (the baseline), each step of each axis that is
 * taken, and each pair of components that is separated. On a logarithmic scale a cost that adds up
 * over these is a factor a step.
 */
public final class Features {
  private Features() {}

  public static double[] of(Space space, Configuration c) {
    int count = 1;
    for (Axis axis : space.axes()) {
      count += axis.steps().size();
    }
    int n = space.components().size();
    var x = new double[count + n * (n - 1) / 2];
    x[0] = 1;
    int at = 1;
    for (int i = 0; i < space.axes().size(); i++) {
      var order = space.axes().get(i).order();
      for (int step : space.axes().get(i).steps()) {
        x[at++] = order.leq(step, c.levels().get(i)) ? 1 : 0;
      }
    }
    separations(space.partition(c), x, at);
    return x;
  }

  /** As above for a partition and yes-or-no hardenings. */
  public static double[] of(Partition partition, List<Boolean> hardened) {
    int n = partition.size();
    var x = new double[1 + hardened.size() + n * (n - 1) / 2];
    x[0] = 1;
    for (int i = 0; i < hardened.size(); i++) {
      x[1 + i] = hardened.get(i) ? 1 : 0;
    }
    separations(partition, x, 1 + hardened.size());
    return x;
  }

  private static void separations(Partition partition, double[] x, int from) {
    int at = from;
    for (int i = 0; i < partition.size(); i++) {
      for (int j = i + 1; j < partition.size(); j++) {
        x[at++] = partition.block(i) != partition.block(j) ? 1 : 0;
      }
    }
  }
}
