package org.flexos.explore.search;

import java.util.List;
import java.util.Optional;

/**
 * What a search found.
 *
 * @param limit the budget in the metric's unit
 * @param maximal the safest configurations that meet the budget, safest first
 * @param measured distinct configurations measured
 * @param beforeConfirmation of these, how many before the neighbours of the answer were checked
 * @param pruned decided without being measured
 * @param left undecided: 0 unless the search was stopped or ran out of measurements
 * @param complete every maximal configuration is among them, if figures are monotone; a search of a
 *     large space never claims that
 * @param cutShort all allowed runs were used, and the search had more to ask for
 * @param violations pairs that contradict monotonicity, largest first
 */
public record Answer(
    Budget budget,
    double limit,
    Verdict verdict,
    List<Found> maximal,
    int measured,
    int beforeConfirmation,
    int runs,
    long pruned,
    long left,
    boolean complete,
    boolean cutShort,
    List<Violation> violations,
    List<Failed> failed,
    Optional<Found> nearest) {
  public Answer {
    maximal = List.copyOf(maximal);
    violations = List.copyOf(violations);
    failed = List.copyOf(failed);
  }

  /** Whether the budget separates anything. */
  public enum Verdict {
    SOME_MEET,
    /** {@code nearest} is the best configuration measured. */
    NONE_MEETS,
    /** {@code nearest} is the slowest configuration measured. */
    ALL_MEET
  }

  /**
   * A configuration of the answer.
   *
   * @param margin half the width of the mean's 95 % interval
   * @param clear the budget lies outside that interval
   * @param coversMeasured next safer configurations that were measured and do not meet the budget
   * @param coversInferred others that lie above one that does not meet it
   * @param coversJudged others that only the cost model thinks too slow
   */
  public record Found(
      String id,
      Measurement measurement,
      double margin,
      boolean clear,
      int coversMeasured,
      int coversInferred,
      int coversJudged) {}

  /**
   * A safer configuration that is faster.
   *
   * @param size by how much, as a fraction
   */
  public record Violation(String lower, String upper, double size) {}

  public record Failed(String id, String why) {}
}
