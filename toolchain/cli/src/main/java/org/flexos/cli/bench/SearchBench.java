package org.flexos.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.flexos.cli.Session;
import org.flexos.exec.ProcessorTime;
import org.flexos.explore.search.Answer;
import org.flexos.explore.search.Answer.Found;
import org.flexos.explore.search.Budget;
import org.flexos.explore.search.ClimbSearch;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.search.SearchSettings;
import org.flexos.explore.space.Configuration;
import org.flexos.explore.space.SpaceIds;
import org.flexos.explore.space.Synthetic;
import org.flexos.model.EnvironmentException;

/**
 * Searches a made-up space that nobody could list: 12 libraries in any partition, with any of 5
 * hardenings each, under 3 drivers. Its costs are known, so the answer can be compared.
 */
public final class SearchBench {
  private static final int LIBRARIES = 12;
  private static final int HARDENINGS = 5;
  private static final double NOISE = 0.02;
  private static final int RUNS = 390;
  private static final int ANSWERS = 12;
  private static final long SEED = 1;
  private static final double KIB_A_MIB = 1024;

  private final Session session;

  public SearchBench(Session session) {
    this.session = session;
  }

  /** In this JVM, whose memory counts as a whole. */
  public void run() {
    var synthetic = new Synthetic(LIBRARIES, HARDENINGS, SEED);
    double before = ProcessorTime.of(ProcessHandle.current().pid());
    Answer answer = search(synthetic);
    double seconds = ProcessorTime.of(ProcessHandle.current().pid()) - before;
    row("12 libraries x 5 hardenings x 3 drivers: runs", answer.runs() + "", "400");
    row("  processor time of the search", String.format(Locale.ROOT, "%.1f s", seconds), "60 s");
    row(
        "  memory of the JVM, at most",
        String.format(Locale.ROOT, "%.0f MiB", peakMemory()),
        "1024 MiB");
    var ids = new SpaceIds(synthetic.space());
    List<Integer> free =
        answer.maximal().stream()
            .map(Found::id)
            .map(ids::parse)
            .map(c -> synthetic.stepsToMaximal(c, answer.limit(), new Random(SEED)))
            .toList();
    row("  answers, and steps left free above them", free.toString(), "0 each");
  }

  private static Answer search(Synthetic synthetic) {
    var settings =
        new SearchSettings(Budget.parse("f >= 0.5 * baseline"), NOISE, 3, RUNS, ANSWERS, SEED);
    var random = new Random(SEED);
    var ids = new SpaceIds(synthetic.space());
    var search = new ClimbSearch(synthetic.space(), settings);
    for (List<String> next = search.ask(1); !next.isEmpty(); next = search.ask(1)) {
      Configuration c = ids.parse(next.get(0));
      double figure = synthetic.truth(c) * (1 + NOISE * random.nextGaussian());
      search.tell(next.get(0), Measurement.run(figure));
    }
    return search.answer();
  }

  /** MiB: VmHWM of proc(5). */
  private static double peakMemory() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(l -> l.startsWith("VmHWM:"))
          .mapToDouble(l -> Double.parseDouble(l.replaceAll("[^0-9]", "")) / KIB_A_MIB)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      throw new EnvironmentException("/proc/self/status: " + e.getMessage(), e);
    }
  }

  private void row(String what, String measured, String target) {
    session.out().printf("%-48s %10s   target %s%n", what, measured, target);
  }
}
