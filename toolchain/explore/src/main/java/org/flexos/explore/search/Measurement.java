package org.flexos.explore.search;

/**
 * All runs of one configuration, for one metric.
 *
 * @param mean of the runs, in the metric's unit
 * @param runs at least 1
 * @param deviation standard deviation of a single run; 0 for one run, or for exact figures
 * @param min lowest run
 * @param max highest run
 */
public record Measurement(double mean, int runs, double deviation, double min, double max) {
  public Measurement {
    if (runs < 1 || !Double.isFinite(mean) || !(deviation >= 0)) {
      throw new IllegalArgumentException("no measurement: " + mean + " of " + runs + " runs");
    }
  }

  public static Measurement run(double figure) {
    return new Measurement(figure, 1, 0, figure, figure);
  }

  /** Both series of runs as one (Chan, Golub and LeVeque's update of mean and variance). */
  public Measurement and(Measurement more) {
    int n = runs + more.runs;
    double delta = more.mean - mean;
    double squares =
        deviation * deviation * (runs - 1)
            + more.deviation * more.deviation * (more.runs - 1)
            + delta * delta * runs * more.runs / n;
    return new Measurement(
        mean + delta * more.runs / n,
        n,
        Math.sqrt(squares / (n - 1)),
        Math.min(min, more.min),
        Math.max(max, more.max));
  }
}
