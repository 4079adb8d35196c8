package org.flexos.explore.space;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.flexos.explore.order.Axis;
import org.flexos.explore.order.Partition;

/** Writes a small space down, and counts one. */
public final class SpaceList {
  private SpaceList() {}

  /** Exact where there are no rules, or the product has at most {@code limit} members. */
  public static SpaceSize size(Space space, long limit) {
    BigInteger product = product(space);
    if (space.rules().isEmpty()) {
      return new SpaceSize(product, true);
    }
    return all(space, limit)
        .map(all -> new SpaceSize(BigInteger.valueOf(all.size()), true))
        .orElse(new SpaceSize(product, false));
  }

  /** Every allowed configuration; empty if the product has more than {@code limit} members. */
  public static Optional<List<Configuration>> all(Space space, long limit) {
    if (product(space).compareTo(BigInteger.valueOf(limit)) > 0) {
      return Optional.empty();
    }
    var points = new ArrayList<Configuration>();
    for (Partition partition : partitions(space.groups())) {
      points.add(space.bottom().with(partition));
    }
    for (int i = 0; i < space.axes().size(); i++) {
      var wider = new ArrayList<Configuration>();
      for (Configuration c : points) {
        for (int level = 0; level < space.axes().get(i).values().size(); level++) {
          wider.add(c.with(i, level));
        }
      }
      points = wider;
    }
    return Optional.of(points.stream().filter(space::allows).toList());
  }

  private static LinkedHashSet<Partition> partitions(int size) {
    var partitions = new LinkedHashSet<>(List.of(Partition.coarsest(size)));
    var work = new ArrayDeque<>(partitions);
    while (!work.isEmpty()) {
      work.poll().upperCovers().stream().filter(partitions::add).forEach(work::add);
    }
    return partitions;
  }

  private static BigInteger product(Space space) {
    BigInteger product = Partition.count(space.groups(), space.groups());
    for (Axis axis : space.axes()) {
      product = product.multiply(BigInteger.valueOf(axis.values().size()));
    }
    return product;
  }
}
