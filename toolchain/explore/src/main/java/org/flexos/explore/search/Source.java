package org.flexos.explore.search;

/**
 * Where figures come from. The search never sees one; executors call it, from several threads if
 * they have several.
 */
public interface Source {
  /** {@code table}, {@code model} or {@code wall}: said of every figure. */
  String name();

  /** Expected scatter of a single run, as a fraction; 0: figures are exact. */
  double noise();

  /** Whether a second run of a configuration can give another figure. */
  boolean repeatable();

  /**
   * Runs one configuration once.
   *
   * @throws FailedMeasurementException the benchmark failed or hung there: the rest goes on
   */
  Measurement measure(String id);

  /**
   * The benchmark gave no figure for one configuration; the message says why, and where its log is.
   */
  final class FailedMeasurementException extends RuntimeException {
    public FailedMeasurementException(String message) {
      super(message);
    }
  }
}
