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

  private static final String MAX_RUNS = "390";

  @Option(
      names = "--source",
      paramLabel = "model|wall",
      description =
          "How an application's figures come about: instructions counted exactly (default), or real"
              + " time, which needs KVM and protection keys.")
  private Optional<Kind> source = Optional.empty();

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
      description =
          "Stop an application's exploration after that many runs (default: " + MAX_RUNS + ").")
  private Optional<Integer> maxRuns = Optional.empty();

  /** Where figures come from. */
  enum Kind {
    model,
    wall
  }

  Wish wish(Path application, Budget budget) {
    int runs = maxRuns.orElse(Integer.parseInt(MAX_RUNS));
    if (runs < 1) {
      throw new UserErrorException("--max-runs must be at least 1, was " + runs);
    }
    Kind kind = source.orElse(Kind.model);
    if (force && kind != Kind.wall) {
      throw new UserErrorException(
          "--force goes with --source wall: counted instructions mean the same everywhere");
    }
    return new Wish(application, budget, kind.name(), force, RUNS_EACH, runs, costs);
  }

  /** None of these has an effect on figures that are recorded. */
  void refuseWithTable() {
    refuse(
        source.isPresent(), "--source says how figures come about; a table has figures of its own");
    refuse(
        costs.isPresent(),
        "--costs says what counted instructions cost; a table has figures of its own");
    refuse(force, "--force takes real time where it means little; with a table nothing is timed");
    refuse(
        maxRuns.isPresent(),
        "--max-runs bounds an application's runs; with a table nothing runs, and its search ends"
            + " once all is decided");
  }

  private static void refuse(boolean given, String why) {
    if (given) {
      throw new UserErrorException(why);
    }
  }
}
