package org.flexos.explore.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.explore.space.Configuration;
import org.flexos.explore.space.Features;
import org.flexos.explore.space.Space;

/**
 * What a search of a large space knows: figures, what they rule out, and the model fitted on them.
 */
final class ClimbLog implements Climb.Knowledge {
  private static final double MODEL_NOISE = 0.03;

  private final Space space;
  private final Budget budget;
  private final CostModel model;
  private final Log<Configuration> log;
  private final List<Configuration> misses = new ArrayList<>();

  /**
   * @param baseline what a relative budget means
   */
  ClimbLog(Space space, Configuration baseline, SearchSettings settings) {
    this.space = space;
    this.budget = settings.budget();
    this.model = new CostModel(Features.of(space, space.bottom()).length, MODEL_NOISE);
    this.log = new Log<>(settings, Optional.of(baseline));
  }

  Log<Configuration> log() {
    return log;
  }

  void tell(Configuration c, Measurement run) {
    log.tell(c, run);
    model.observe(Features.of(space, c), budget.utility(run.mean()));
    misses.clear();
    limit()
        .ifPresent(
            limit ->
                log.all()
                    .forEach(
                        (k, m) -> {
                          if (!budget.meets(m.mean(), limit) && log.clear(k)) {
                            misses.add(k);
                          }
                        }));
  }

  /** As {@link Log#limit}. */
  Optional<Double> limit() {
    return log.limit();
  }

  @Override
  public boolean known(Configuration c) {
    return log.known(c);
  }

  @Override
  public boolean meets(Configuration c) {
    return log.get(c).map(m -> budget.meets(m.mean(), limit().orElseThrow())).orElse(false);
  }

  @Override
  public boolean tooSlow(Configuration c) {
    for (Configuration miss : misses) {
      if (space.leq(miss, c)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public double slack(Configuration at) {
    return budget.utility(log.get(at).orElseThrow().mean()) - budget.utility(limit().orElseThrow());
  }

  @Override
  public CostModel model() {
    return model;
  }
}
