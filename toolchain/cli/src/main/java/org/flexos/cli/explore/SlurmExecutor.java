package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.flexos.exec.ProcessRunner;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.JsonText;

/**
 * Runs as job arrays of a Slurm cluster: exclusive nodes with the CPU features that figures need,
 * requeued when a node fails. What a task leaves is a file, so nothing is lost when the explorer
 * dies: its jobs go on, and the next explorer adopts them.
 *
 * <p>In the folder, for array N: {@code N.ids} has an id a line, {@code N.job} Slurm's number,
 * {@code N.K.json} the result of task K, {@code N.K.changed} why it has none of this program, and
 * {@code N.K.log} what it said.
 */
public final class SlurmExecutor implements Executor {
  private static final Duration POLL = Duration.ofMillis(500);

  /** A task that Slurm no longer knows gets this many polls until its file must be visible. */
  private static final int PATIENCE = 20;

  private final SlurmCommands slurm;
  private final SlurmOptions options;
  private final Path folder;
  private final List<String> unsubmitted = new ArrayList<>();
  private final List<Task> running = new ArrayList<>();
  private final Map<String, Deque<Task>> adoptable = new HashMap<>();
  private final Map<Task, Integer> missing = new HashMap<>();
  private int arrays;

  private record Task(String id, int array, int index, String job) {
    String name() {
      return job + "_" + index;
    }
  }

  /**
   * @param folder kept between runs of one exploration; on a file system that the nodes share
   * @param former results that are known: tasks of earlier runs beyond these are adopted
   */
  SlurmExecutor(
      SlurmCommands slurm, SlurmOptions options, Path folder, List<MeasuredResult> former) {
    this.slurm = slurm;
    this.options = options;
    this.folder = folder.toAbsolutePath();
    try {
      Files.createDirectories(this.folder);
      adopt(former);
    } catch (IOException e) {
      throw new EnvironmentException("slurm folder " + folder + ": " + e.getMessage(), e);
    }
  }

  private void adopt(List<MeasuredResult> former) throws IOException {
    var known = new HashMap<String, Integer>();
    former.forEach(r -> known.merge(r.id(), 1, Integer::sum));
    while (Files.exists(file(arrays, "ids"))) {
      List<String> ids = Files.readAllLines(file(arrays, "ids"));
      // Without a job number the explorer died before Slurm had the array.
      if (Files.exists(file(arrays, "job"))) {
        String job = Files.readString(file(arrays, "job")).strip();
        for (int k = 0; k < ids.size(); k++) {
          // One that found other sources gives no result: it is to be run again.
          if (changed(arrays, k).isPresent()) {
            continue;
          }
          if (known.merge(ids.get(k), -1, Integer::sum) < 0) {
            adoptable
                .computeIfAbsent(ids.get(k), i -> new ArrayDeque<>())
                .add(new Task(ids.get(k), arrays, k, job));
          }
        }
      }
      arrays++;
    }
  }

  private Optional<Path> changed(int array, int index) {
    return Optional.of(file(array, index + "." + ArrayTask.CHANGED))
        .filter(f -> Files.exists(f) && !Files.exists(file(array, index + ".json")));
  }

  private Path file(int array, String suffix) {
    return folder.resolve(array + "." + suffix);
  }

  @Override
  public int width() {
    return options.width();
  }

  @Override
  public void submit(String id) {
    Deque<Task> adopted = adoptable.get(id);
    if (adopted != null && !adopted.isEmpty()) {
      running.add(adopted.poll());
    } else {
      unsubmitted.add(id);
    }
  }

  @Override
  public MeasuredResult take() throws InterruptedException {
    if (!unsubmitted.isEmpty()) {
      submitArray();
    }
    while (true) {
      Optional<MeasuredResult> result = collect();
      if (result.isPresent()) {
        return result.get();
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
  }

  private void submitArray() {
    int array = arrays++;
    try {
      Files.write(file(array, "ids"), unsubmitted);
      String job = sbatch(array, unsubmitted.size());
      Files.writeString(file(array, "job"), job + "\n");
      for (int k = 0; k < unsubmitted.size(); k++) {
        running.add(new Task(unsubmitted.get(k), array, k, job));
      }
      unsubmitted.clear();
    } catch (IOException e) {
      throw new EnvironmentException("slurm folder " + folder + ": " + e.getMessage(), e);
    }
  }

  private String sbatch(int array, int size) {
    var command =
        new ArrayList<>(
            List.of(
                "sbatch",
                "--parsable",
                "--job-name=" + SlurmCommands.JOB_NAME,
                "--nodes=1",
                "--ntasks=1",
                "--exclusive",
                "--requeue",
                "--open-mode=append",
                "--array=0-" + (size - 1),
                "--output=" + folder + "/" + array + ".%a.log"));
    options.constraint().ifPresent(c -> command.add("--constraint=" + c));
    command.addAll(options.more());
    var task = new ArrayList<>(options.task());
    task.addAll(List.of("--measure-array", file(array, "ids").toString()));
    command.add("--wrap=exec " + ProcessRunner.pasteable(task));
    return slurm.submit(command);
  }

  private Optional<MeasuredResult> collect() {
    Optional<MeasuredResult> result = first(this::result);
    return result.isPresent()
        ? result
        : slurm.states().flatMap(states -> first(task -> lost(task, states)));
  }

  /** The first result that any task has; the task is done then. */
  private Optional<MeasuredResult> first(Function<Task, Optional<MeasuredResult>> of) {
    for (Iterator<Task> tasks = running.iterator(); tasks.hasNext(); ) {
      Optional<MeasuredResult> result = of.apply(tasks.next());
      if (result.isPresent()) {
        tasks.remove();
        return result;
      }
    }
    return Optional.empty();
  }

  private Optional<MeasuredResult> result(Task task) {
    Path file = file(task.array, task.index + ".json");
    try {
      Optional<Path> changed = changed(task.array, task.index);
      if (changed.isPresent()) {
        throw new UserErrorException(
            "Slurm's job "
                + task.name()
                + ": "
                + Files.readString(changed.get())
                + ": undo the change and go on with --resume, or start anew");
      }
      return Files.exists(file)
          ? Optional.of(MeasuredResult.of((Map<?, ?>) JsonText.parse(Files.readString(file))))
          : Optional.empty();
    } catch (IOException | JsonException | IllegalArgumentException e) {
      return Optional.of(MeasuredResult.failed(task.id, file + ": " + e.getMessage()));
    }
  }

  /** A failure, once the task is gone and no file of its has come for a while. */
  private Optional<MeasuredResult> lost(Task task, Map<String, String> states) {
    if (states.containsKey(task.name())) {
      missing.remove(task);
      return Optional.empty();
    }
    if (missing.merge(task, 1, Integer::sum) < PATIENCE) {
      return Optional.empty();
    }
    Path log = file(task.array, task.index + ".log");
    return Optional.of(
        MeasuredResult.failed(
            task.id, "Slurm's job " + task.name() + " ended without a result; its log: " + log));
  }

  /** Leaves jobs alone: what they find is there for {@code --resume}. */
  @Override
  public void close() {}
}
