package org.flexos.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.flexos.cli.Cli;
import org.flexos.cli.current.ProgramMark;
import org.flexos.explore.order.FinitePoset;
import org.flexos.explore.search.Budget;
import org.flexos.explore.search.ExplicitSearch;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.search.SearchSettings;
import org.flexos.model.UserErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExploreLoopTest {
  private static final long A_MOMENT_MS = 20;

  @TempDir private Path folder;

  /** One run after the other; what becomes of each is known beforehand. */
  private static final class Scripted implements Executor {
    private final ArrayDeque<MeasuredResult> results;
    private final Runnable beforeFailure;

    Scripted(List<MeasuredResult> results, Runnable beforeFailure) {
      this.results = new ArrayDeque<>(results);
      this.beforeFailure = beforeFailure;
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public void submit(String id) {
      assertThat(results.peek().id()).isEqualTo(id);
    }

    @Override
    public MeasuredResult take() {
      if (results.peek().failure().isPresent()) {
        beforeFailure.run();
      }
      return results.poll();
    }

    @Override
    public void close() {}
  }

  private List<String> lines(java.util.function.Consumer<Journal> beforeFailure)
      throws IOException {
    return lines(beforeFailure, () -> {});
  }

  private List<String> lines(java.util.function.Consumer<Journal> beforeFailure, Runnable check)
      throws IOException {
    Path file = folder.resolve("journal.jsonl");
    List<String> ids = List.of("a", "b");
    var search =
        new ExplicitSearch(
            ids,
            FinitePoset.of(2, (a, b) -> false),
            List.of(new double[0], new double[0]),
            OptionalInt.of(0),
            SearchSettings.exact(Budget.parse("f >= 1")));
    var results =
        List.of(
            MeasuredResult.of("a", Measurement.run(5)),
            MeasuredResult.failed("b", "QEMU ended with status 0 (terminating on signal 2)"));
    try (var journal = Journal.open(file, "space", ProgramMark.NONE, false, ids::contains);
        var bar = new ExploreBar(Cli.session(1));
        var executor = new Scripted(results, () -> beforeFailure.accept(journal))) {
      new ExploreLoop(search, executor, Optional.of(journal), bar, check).run();
    }
    return Files.readAllLines(file);
  }

  @Test
  void recordsFailures() throws IOException {
    assertThat(lines(journal -> {})).hasSize(3);
  }

  /** Ctrl-C reaches guests before we are told of it: they did not fail. */
  @Test
  void doesNotRecordWhatCtrlCEnded() throws IOException {
    assertThat(
            lines(
                journal ->
                    new Thread(
                            () -> {
                              pause();
                              journal.seal();
                            })
                        .start()))
        .hasSize(2);
  }

  @Test
  void doesNotRecordWhatRanOnOtherSources() throws IOException {
    assertThatThrownBy(
            () ->
                lines(
                    journal -> {},
                    () -> {
                      throw new UserErrorException("the sources changed");
                    }))
        .hasMessageContaining("the sources changed");
    assertThat(Files.readAllLines(folder.resolve("journal.jsonl"))).hasSize(1);
  }

  private static void pause() {
    try {
      Thread.sleep(A_MOMENT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
