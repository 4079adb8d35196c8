package org.flexos.explore.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.search.Point;

/**
 * Places a poset in layers: one a safety rank, safest on top; within a layer near its neighbours
 * (Sugiyama's barycentre sweeps).
 */
final class Layout {
  static final double MARGIN = 48;

  private static final double COLUMN = 66;
  private static final double ROW = 84;
  private static final int SWEEPS = 12;

  private final double[] x;
  private final double[] y;

  private Layout(int size) {
    x = new double[size];
    y = new double[size];
  }

  static Layout of(List<Point> points, FinitePoset order) {
    var layers = new TreeMap<Integer, List<Integer>>(Comparator.reverseOrder());
    for (int i = 0; i < points.size(); i++) {
      layers.computeIfAbsent(points.get(i).rank(), r -> new ArrayList<>()).add(i);
    }
    var layout = new Layout(points.size());
    layers.values().forEach(l -> l.sort(Comparator.comparing((Integer i) -> points.get(i).id())));
    int widest = layers.values().stream().mapToInt(List::size).max().orElse(1);
    layers.values().forEach(layer -> layout.spread(layer, widest));
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      var sequence = new ArrayList<>(layers.values());
      if (!down) {
        java.util.Collections.reverse(sequence);
      }
      for (List<Integer> layer : sequence) {
        layer.sort(
            Comparator.comparingDouble(
                (Integer i) ->
                    layout.centre(down ? order.upperCovers(i) : order.lowerCovers(i), i)));
        layout.spread(layer, widest);
      }
    }
    double row = MARGIN;
    for (List<Integer> layer : layers.values()) {
      for (int i : layer) {
        layout.y[i] = row;
      }
      row += ROW;
    }
    return layout;
  }

  private void spread(List<Integer> layer, int widest) {
    double left = MARGIN + (widest - layer.size()) * COLUMN / 2;
    for (int k = 0; k < layer.size(); k++) {
      x[layer.get(k)] = left + k * COLUMN;
    }
  }

  private double centre(List<Integer> neighbours, int self) {
    return neighbours.stream().mapToDouble(n -> x[n]).average().orElse(x[self]);
  }

  double x(int i) {
    return x[i];
  }

  double y(int i) {
    return y[i];
  }
}
