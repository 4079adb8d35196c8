package org.flexos.explore.search;

import java.util.Locale;

/** How figures are written for people. */
public final class Figure {
  private Figure() {}

  /** No more digits than a measurement has: 558.9k, 12.34, 1.200M. */
  public static String text(double figure) {
    double size = Math.abs(figure);
    if (size >= 1e6) {
      return String.format(Locale.ROOT, "%.3fM", figure / 1e6);
    }
    if (size >= 1e4) {
      return String.format(Locale.ROOT, "%.1fk", figure / 1e3);
    }
    return size >= 100
        ? String.format(Locale.ROOT, "%.0f", figure)
        : String.format(Locale.ROOT, "%.4g", figure);
  }

  /** A fraction as a percentage with a sign. */
  public static String percent(double fraction) {
    return String.format(Locale.ROOT, "%+.1f %%", 100 * fraction);
  }
}
