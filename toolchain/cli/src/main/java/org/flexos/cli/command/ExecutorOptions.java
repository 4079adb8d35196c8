package org.flexos.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.cli.Session;
import org.flexos.cli.explore.SlurmOptions;
import org.flexos.model.UserErrorException;
import picocli.CommandLine.Option;

/** Where measurements run. */
final class ExecutorOptions {
  @Option(
      names = "--executor",
      paramLabel = "local|slurm",
      description =
          "Where measurements run: here, --jobs at once, each on a core of its own (default), or on"
              + " a Slurm cluster.")
  private Optional<Place> executor = Optional.empty();

  @Option(
      names = "--slurm-constraint",
      paramLabel = "FEATURE",
      description = "Only nodes with this feature, e.g. pku.")
  private Optional<String> slurmConstraint = Optional.empty();

  @Option(
      names = "--slurm-option",
      paramLabel = "OPT",
      description = "One more option for sbatch, e.g. --slurm-option=--partition=bench.")
  private List<String> slurmOptions = List.of();

  /** A pool of ours, or somebody's cluster. */
  enum Place {
    local,
    slurm
  }

  /** With figures that are recorded nothing runs anywhere. */
  void refuseWithTable() {
    if (executor.isPresent() || hasSlurmOptions()) {
      throw new UserErrorException(
          "--executor, --slurm-constraint and --slurm-option say where an application is measured;"
              + " a table has figures of its own");
    }
  }

  private boolean hasSlurmOptions() {
    return slurmConstraint.isPresent() || !slurmOptions.isEmpty();
  }

  private boolean isSlurm() {
    return executor.filter(e -> e == Place.slurm).isPresent();
  }

  /** For runs whose results no other machine would find. */
  void refuseSlurm() {
    if (isSlurm()) {
      throw new UserErrorException(
          "--executor slurm needs a folder that the nodes share: give --report DIR or --journal"
              + " FILE");
    }
  }

  /**
   * Empty: on this machine.
   *
   * @param arguments of the whole command, which a job repeats
   */
  Optional<SlurmOptions> slurm(Session session, List<String> arguments) {
    if (!isSlurm() && hasSlurmOptions()) {
      throw new UserErrorException(
          "--slurm-constraint and --slurm-option go with --executor slurm");
    }
    if (!isSlurm()) {
      return Optional.empty();
    }
    var task = new ArrayList<String>();
    task.add(session.home().resolve("flexos").toString());
    task.addAll(arguments);
    return Optional.of(new SlurmOptions(task, session.jobs(), slurmConstraint, slurmOptions));
  }
}
