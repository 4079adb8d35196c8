package org.flexos.cli.explore;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.flexos.exec.ProcessRunner;
import org.flexos.model.EnvironmentException;

/** A cluster's commands on this machine. Not safe for use by several threads. */
final class SlurmCommands {
  /** Of its jobs in Slurm's queue. */
  static final String JOB_NAME = "flexos-explore";

  /** A controller that is started anew, or moves, is back by then. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> QUEUE =
      List.of("squeue", "--noheader", "--array", "--name=" + JOB_NAME, "--format=%F_%K %T");

  private final Function<List<String>, ProcessRunner.Result> programs;
  private final LongSupplier clock;
  private OptionalLong failingSince = OptionalLong.empty();

  SlurmCommands(ProcessRunner runner) {
    this(command -> runner.run(command, LIMIT), System::nanoTime);
  }

  /**
   * @param programs runs a command to its end
   * @param clock nanoseconds since any moment
   */
  SlurmCommands(Function<List<String>, ProcessRunner.Result> programs, LongSupplier clock) {
    this.programs = programs;
    this.clock = clock;
  }

  /**
   * The number of the job that it becomes.
   *
   * @param command an sbatch that prints it
   * @throws EnvironmentException Slurm does not take it
   */
  String submit(List<String> command) {
    ProcessRunner.Result said;
    try {
      said = programs.apply(command);
    } catch (EnvironmentException e) {
      throw new EnvironmentException(
          "--executor slurm: "
              + e.getMessage().lines().findFirst().orElse("").split(";")[0]
              + "; it needs the cluster's commands here (Debian: slurm-client) and an answering"
              + " controller; --executor local needs neither",
          e);
    }
    if (said.status() != 0) {
      throw new EnvironmentException(
          "Slurm refuses the job: "
              + said.stderr().strip()
              + "\ncommand: "
              + ProcessRunner.pasteable(command)
              + "\nnodes and their features: sinfo -o '%N %t %f'; another constraint: --slurm-constraint");
    }
    // A federation's cluster name may follow.
    return said.stdout().strip().split(";")[0];
  }

  /**
   * State by task name of all that Slurm still works on.
   *
   * @return empty: the controller is away for a moment, and everything may still run
   * @throws EnvironmentException it has been away for too long
   */
  Optional<Map<String, String>> states() {
    String reason;
    try {
      ProcessRunner.Result said = programs.apply(QUEUE);
      if (said.status() == 0) {
        failingSince = OptionalLong.empty();
        return Optional.of(states(said.stdout()));
      }
      reason = said.stderr().strip();
    } catch (EnvironmentException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      reason = e.getMessage().lines().findFirst().orElse("").split(";")[0];
    }
    checkPatience(reason);
    return Optional.empty();
  }

  private static Map<String, String> states(String queue) {
    var states = new LinkedHashMap<String, String>();
    queue
        .lines()
        .map(l -> l.strip().split(" "))
        .filter(l -> l.length == 2)
        .forEach(l -> states.put(l[0], l[1]));
    return states;
  }

  private void checkPatience(String reason) {
    long now = clock.getAsLong();
    if (failingSince.isEmpty()) {
      failingSince = OptionalLong.of(now);
    }
    if (now - failingSince.getAsLong() >= PATIENCE.toNanos()) {
      throw new EnvironmentException(
          "Slurm has not said for "
              + PATIENCE.toMinutes()
              + " minutes what runs: "
              + reason
              + "\ncommand: "
              + ProcessRunner.pasteable(QUEUE)
              + "\njobs that still run go on and leave their results; does the controller answer:"
              + " scontrol ping");
    }
  }
}
