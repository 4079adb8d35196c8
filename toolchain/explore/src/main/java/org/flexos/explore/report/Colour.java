package org.flexos.explore.report;

import java.util.Locale;

/**
 * Figures as colours: dark blue for the worst, yellow for the best, readable without red and green.
 */
final class Colour {
  // Five stops of the viridis map (van der Walt and Smith, matplotlib, CC0).
  private static final int[][] STOPS = {
    {68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}
  };

  private Colour() {}

  /**
   * @param share 0: worst, 1: best
   */
  static String of(double share) {
    double at = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
    int stop = Math.min((int) at, STOPS.length - 2);
    double part = at - stop;
    var rgb = new long[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = Math.round(STOPS[stop][c] + part * (STOPS[stop + 1][c] - STOPS[stop][c]));
    }
    return String.format(Locale.ROOT, "#%02x%02x%02x", rgb[0], rgb[1], rgb[2]);
  }
}
