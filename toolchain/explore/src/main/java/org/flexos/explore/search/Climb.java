package org.flexos.explore.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.flexos.explore.space.Configuration;
import org.flexos.explore.space.Features;
import org.flexos.explore.space.Space;

/**
 * One way up a large space: from a configuration that meets the budget towards a maximal one. Far
 * steps first, as far as the model thinks the budget reaches; nearer ones after each miss; then the
 * next safer neighbours, likeliest first, until none could meet the budget.
 */
final class Climb {
  /**
   * Each miss in a row makes the next guess this much more careful, as a fraction of the figure.
   */
  private static final double CAUTION = 0.015;

  /** A neighbour less likely than this to meet the budget is left to the model. */
  static final double UNLIKELY = 0.03;

  /** Spread of the random preference among steps, so that climbs end in different places. */
  private static final double WHIM = 0.8;

  private final Space space;
  private final Random random;
  private Configuration at;
  private Configuration goal;
  private int misses;
  private Configuration featured;
  private double[] features;

  /**
   * @param start measured first, if it is not known yet
   */
  Climb(Space space, Configuration start, Random random) {
    this.space = space;
    this.goal = start;
    this.random = random;
  }

  /** What the search knows; the climb asks, and never changes it. */
  interface Knowledge {
    boolean known(Configuration c);

    boolean meets(Configuration c);

    /** At or above one that clearly misses the budget. */
    boolean tooSlow(Configuration c);

    /** Measured utility of {@code at} less the least that is needed; at least 0. */
    double slack(Configuration at);

    CostModel model();
  }

  /** The configuration it wants to know about; null when it has arrived, or nowhere to start. */
  Configuration goal(Knowledge knowledge) {
    while (goal != null && knowledge.known(goal)) {
      if (knowledge.meets(goal)) {
        at = goal;
        misses = 0;
      } else {
        misses++;
      }
      goal = at == null ? null : next(knowledge);
    }
    return goal;
  }

  /** Where it stands: the end of the climb once {@link #goal} is null. Null: the start missed. */
  Configuration at() {
    return at;
  }

  private Configuration next(Knowledge knowledge) {
    Configuration far = ascend(knowledge);
    if (!far.equals(at)) {
      return far;
    }
    return open(knowledge).stream()
        .filter(c -> !knowledge.known(c))
        .map(c -> new Candidate(c, likely(knowledge, c)))
        .filter(c -> c.probability >= UNLIKELY)
        .max(Comparator.comparingDouble(Candidate::probability))
        .map(Candidate::configuration)
        .orElse(null);
  }

  private record Candidate(Configuration configuration, double probability) {}

  /** Neighbours that no measurement rules out. */
  private List<Configuration> open(Knowledge knowledge) {
    return space.upperCovers(at, random).stream().filter(c -> !knowledge.tooSlow(c)).toList();
  }

  /** Probability that {@code c}, above {@link #at}, meets the budget, given at's own figure. */
  double likely(Knowledge knowledge, Configuration c) {
    return knowledge.model().probability(difference(c), -knowledge.slack(at));
  }

  private double[] difference(Configuration c) {
    double[] to = Features.of(space, c);
    double[] from = featuresHere();
    for (int i = 0; i < to.length; i++) {
      to[i] -= from[i];
    }
    return to;
  }

  private double[] featuresHere() {
    if (!at.equals(featured)) {
      featured = at;
      features = Features.of(space, at);
    }
    return features;
  }

  /** As far up as the expected figure stays within the budget, by steps that cost little. */
  private Configuration ascend(Knowledge knowledge) {
    Configuration top = at;
    double slack = knowledge.slack(at) - CAUTION * misses;
    while (true) {
      Configuration best = null;
      double bestCost = Double.MAX_VALUE;
      for (Configuration c : space.upperCovers(top, random)) {
        double loss = -knowledge.model().expected(difference(c));
        double cost = Math.max(loss, 1e-4) * Math.exp(WHIM * random.nextGaussian());
        if (loss <= slack && cost < bestCost && !knowledge.tooSlow(c) && !missed(knowledge, c)) {
          best = c;
          bestCost = cost;
        }
      }
      if (best == null) {
        return top;
      }
      top = best;
    }
  }

  private static boolean missed(Knowledge knowledge, Configuration c) {
    return knowledge.known(c) && !knowledge.meets(c);
  }

  /** How the neighbours of the end were decided: measured, above a miss, by the model. */
  int[] verdicts(Knowledge knowledge) {
    var verdicts = new int[3];
    var seen = new ArrayList<>(space.upperCovers(at, random));
    seen.forEach(c -> verdicts[knowledge.known(c) ? 0 : knowledge.tooSlow(c) ? 1 : 2]++);
    return verdicts;
  }
}
