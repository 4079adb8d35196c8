package org.flexos.explore.order;

import java.util.ArrayList;
import java.util.Random;

/** Random orders for property tests. */
public final class RandomOrders {
  private RandomOrders() {}

  /** Edges go from smaller to larger numbers, so there is no cycle. */
  public static FinitePoset randomOrder(Random random, int size) {
    var names = new ArrayList<String>();
    var edges = new ArrayList<FinitePoset.Edge>();
    double density = random.nextDouble() * 0.5;
    for (int i = 0; i < size; i++) {
      names.add("x" + i);
      for (int j = i + 1; j < size; j++) {
        if (random.nextDouble() < density) {
          edges.add(new FinitePoset.Edge(i, j));
        }
      }
    }
    return FinitePoset.ofEdges(names, edges);
  }
}
