package org.flexos.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import org.flexos.cli.explore.AppExploration.Wish;
import org.flexos.explore.search.Budget;
import org.flexos.model.UserErrorException;
import picocli.CommandLine.Option;

/** How an application's figures come about. */
final class SourceOptions {
  /** Runs of one configuration near the budget, at most, where a run is not exact. */
  private static final int RUNS_EACH = 5;

  @Option(
      names = "--source",
      paramLabel = "model|wall",
      defaultValue = "model",
      description =
          "How an application's figures come about: instructions counted exactly (default), or real"
              + " time, which needs KVM and protection keys.")
  private Kind source;

  @Option(
      names = "--costs",
      paramLabel = "FILE",
      description =
          "What instructions and gate crossings cost, for --source model with a tape (default:"
              + " data/costs/skylake.yaml).")
  private Optional<Path> costs = Optional.empty();

  @Option(names = "--force", description = "Take real time where it means little.")
  private boolean force;

  @Option(
      names = "--max-runs",
      paramLabel = "N",
      defaultValue = "390",
      description = "Stop after that many runs (default: ${DEFAULT-VALUE}).")
  private int maxRuns;

  /** Where figures come from. */
  enum Kind {
    model,
    wall
  }

  Wish wish(Path application, Budget budget) {
    if (maxRuns < 1) {
      throw new UserErrorException("--max-runs must be at least 1, was " + maxRuns);
    }
    return new Wish(application, budget, source.name(), force, RUNS_EACH, maxRuns, costs);
  }

  /** For figures that are recorded. */
  void refuseCosts() {
    if (costs.isPresent()) {
      throw new UserErrorException(
          "--costs says what counted instructions cost; a table has figures of its own");
    }
  }
}
