package org.flexos.explore.search;

/**
 * Bayesian linear regression of the logarithm of a figure, updated one observation at a time (the
 * Kalman form: Bishop, Pattern Recognition and Machine Learning, 3.3). It guides which
 * configuration is measured next and never decides about one.
 *
 * <p>The prior says: every step costs something, all steps together about a factor of 4.5 (e^1.5),
 * and each may well be free or cost twice its share.
 */
public final class CostModel {
  private static final double ALL_STEPS = 1.5;
  private static final double LEAST_DEVIATION = 0.05;
  private static final double BASELINE_VARIANCE = 100;

  private final double[] mean;
  private final double[][] covariance;
  private final double noise;
  private boolean anchored;

  /**
   * @param features length of every feature vector; 0: the model knows nothing and says so
   * @param noise standard deviation, as a fraction, of what steps alone do not explain
   */
  public CostModel(int features, double noise) {
    this.mean = new double[features];
    this.covariance = new double[features][features];
    this.noise = noise;
    double each = ALL_STEPS / Math.max(1, features - 1);
    for (int i = 0; i < features; i++) {
      mean[i] = i == 0 ? 0 : -each;
      covariance[i][i] = i == 0 ? BASELINE_VARIANCE : Math.pow(Math.max(each, LEAST_DEVIATION), 2);
    }
  }

  /** Learns that {@code features} gave a utility ({@link Budget#utility}). */
  public void observe(double[] features, double utility) {
    if (mean.length == 0) {
      return;
    }
    if (!anchored) {
      mean[0] = utility;
      anchored = true;
    }
    double[] gain = times(features);
    double variance = dot(features, gain) + noise * noise;
    double error = utility - dot(features, mean);
    for (int i = 0; i < mean.length; i++) {
      mean[i] += gain[i] / variance * error;
    }
    for (int i = 0; i < mean.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        covariance[i][j] -= gain[i] * gain[j] / variance;
      }
    }
  }

  /** Expected utility. */
  public double expected(double[] features) {
    return dot(features, mean);
  }

  /** Probability that the utility is at least {@code least}: 0.5 when nothing is known. */
  public double probability(double[] features, double least) {
    if (mean.length == 0) {
      return 0.5;
    }
    double deviation = Math.sqrt(dot(features, times(features)) + noise * noise);
    return Normal.below((expected(features) - least) / deviation);
  }

  private double[] times(double[] x) {
    var y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = dot(covariance[i], x);
    }
    return y;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
