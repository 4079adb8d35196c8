package org.flexos.explore.search;

import java.util.List;

/**
 * Asks for measurements until it can answer. It knows configurations by their ids and nothing of
 * where figures come from, so the same search runs on a table, a pool or a cluster, and takes up a
 * journal by being told it. Not safe for use by several threads.
 */
public interface Search {
  /**
   * What to run next: at most {@code most}, none of them in flight. Empty means wait for what is in
   * flight, or, if nothing is, that the search is done.
   */
  List<String> ask(int most);

  /** One more run, or series of runs, of a configuration; it need not have been asked for. */
  void tell(String id, Measurement run);

  /**
   * The benchmark failed there. The configuration does not meet the budget; nothing else is
   * inferred.
   */
  void fail(String id, String why);

  /** Something that was asked for will not come (the explorer is stopping). */
  void forget(String id);

  Progress progress();

  /** What is known so far; final once {@link #ask} returns nothing with nothing in flight. */
  Answer answer();

  /** For reports. */
  Snapshot snapshot();

  /**
   * For a progress bar.
   *
   * @param confirming the answer is known if figures are monotone; its neighbours are being checked
   * @param left configurations still to decide, or in a large space an upper bound of the runs left
   */
  record Progress(boolean confirming, int measured, long pruned, long left) {}
}
