package org.flexos.explore.search;

/**
 * How much a single run scatters, as a fraction of its figure: pooled over every configuration that
 * was run more than once, with a prior that counts like three runs.
 */
final class Noise {
  /** Weight of the prior, in degrees of freedom. */
  private static final double PRIOR_RUNS = 3;

  /** Two standard errors: 95 % of the time the true mean is within. */
  private static final double CERTAIN = 2;

  private double squares;
  private double freedom = PRIOR_RUNS;
  private final boolean exact;

  /**
   * @param prior expected scatter; 0: figures are exact
   */
  Noise(double prior) {
    exact = prior == 0;
    squares = PRIOR_RUNS * prior * prior;
  }

  /** Replaces what {@code former} (null: nothing) had said. */
  void learn(Measurement former, Measurement now) {
    add(former, -1);
    add(now, 1);
  }

  private void add(Measurement m, int sign) {
    if (m != null && m.runs() > 1 && m.mean() != 0) {
      squares += sign * (m.runs() - 1) * Math.pow(m.deviation() / m.mean(), 2);
      freedom += sign * (m.runs() - 1);
    }
  }

  /** Half the width of the mean's 95 % interval, in the figure's unit. */
  double margin(Measurement m) {
    if (exact) {
      return 0;
    }
    double pooled = Math.abs(m.mean()) * Math.sqrt(Math.max(0, squares) / freedom);
    // Its own scatter, pulled towards the common one while there are few runs.
    double own =
        Math.sqrt(
            (m.deviation() * m.deviation() * (m.runs() - 1) + pooled * pooled * PRIOR_RUNS)
                / (m.runs() - 1 + PRIOR_RUNS));
    return CERTAIN * own / Math.sqrt(m.runs());
  }

  /**
   * Whether the mean is far enough from the limit to say on which side it lies.
   *
   * @param limitMargin how sure the limit itself is, like {@link #margin}
   */
  boolean clear(Measurement m, double limit, double limitMargin) {
    return exact || Math.abs(m.mean() - limit) > Math.hypot(margin(m), limitMargin);
  }
}
