package org.flexos.explore.search;

import java.util.List;
import java.util.Optional;
import org.flexos.explore.order.FinitePoset;

/**
 * What a search knows of each configuration: all of a small space, of a large one those measured.
 *
 * @param seen element i of the order
 */
public record Snapshot(List<Seen> seen, FinitePoset order) {
  public Snapshot {
    seen = List.copyOf(seen);
  }

  /** How a configuration was decided. */
  public enum State {
    MEETS("meets the budget"),
    MISSES("misses the budget"),
    /** Not measured: something safer meets the budget. */
    MUST_MEET("pruned: a safer one meets the budget"),
    /** Not measured: something less safe misses it. */
    MUST_MISS("pruned: a less safe one misses the budget"),
    FAILED("the benchmark failed"),
    UNDECIDED("undecided");

    private final String words;

    State(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * @param maximal it is of the answer
   */
  public record Seen(String id, Optional<Measurement> measurement, State state, boolean maximal) {}
}
