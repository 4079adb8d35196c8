package org.flexos.explore.search;

/**
 * How a search goes about it.
 *
 * @param noise expected scatter of a single run as a fraction of its figure; 0: figures are exact
 * @param maxRuns runs of one configuration, at most, while it is too near the budget to tell; 1 for
 *     sources that would only repeat themselves
 * @param maxMeasured runs in all, at most
 * @param answers in large spaces: stop after that many maximal configurations
 * @param seed of every random choice: the same seed asks the same questions
 */
public record SearchSettings(
    Budget budget, double noise, int maxRuns, int maxMeasured, int answers, long seed) {
  public SearchSettings {
    if (maxRuns < 1 || maxMeasured < 1 || answers < 1 || !(noise >= 0)) {
      throw new IllegalArgumentException("search settings out of range");
    }
  }

  /** For figures that are the same on every run, and a space small enough to decide all of it. */
  public static SearchSettings exact(Budget budget) {
    return new SearchSettings(budget, 0, 1, Integer.MAX_VALUE, Integer.MAX_VALUE, 1);
  }
}
