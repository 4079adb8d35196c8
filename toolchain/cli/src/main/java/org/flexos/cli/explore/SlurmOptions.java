package org.flexos.cli.explore;

import java.util.List;
import java.util.Optional;

/**
 * How jobs are submitted.
 *
 * @param task command of a task; {@code --measure-array FILE} is appended to it
 * @param width tasks in flight, at most
 * @param constraint node feature, e.g. {@code pku}
 * @param more options of sbatch, as the user wrote them
 */
public record SlurmOptions(
    List<String> task, int width, Optional<String> constraint, List<String> more) {
  public SlurmOptions {
    task = List.copyOf(task);
    more = List.copyOf(more);
  }
}
