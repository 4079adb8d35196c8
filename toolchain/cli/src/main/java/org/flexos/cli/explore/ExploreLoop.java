package org.flexos.cli.explore;

import java.util.List;
import java.util.Optional;
import org.flexos.explore.search.Search;
import org.flexos.model.EnvironmentException;

/** Keeps an executor busy with what a search asks for, until it asks for nothing more. */
public final class ExploreLoop {
  private final Search search;
  private final Executor executor;
  private final Optional<Journal> journal;
  private final ExploreBar bar;
  private final Runnable check;

  /**
   * @param check throws if what runs can no longer be of the journal's program
   */
  public ExploreLoop(
      Search search, Executor executor, Optional<Journal> journal, ExploreBar bar, Runnable check) {
    this.search = search;
    this.executor = executor;
    this.journal = journal;
    this.bar = bar;
    this.check = check;
  }

  /** Tells the search what a journal knows, then runs what it still asks for. */
  public void run() {
    journal.ifPresent(j -> j.former().forEach(this::tell));
    int inFlight = 0;
    try {
      while (true) {
        List<String> next =
            inFlight < executor.width() ? search.ask(executor.width() - inFlight) : List.of();
        next.forEach(executor::submit);
        inFlight += next.size();
        if (inFlight == 0) {
          return;
        }
        MeasuredResult result = executor.take();
        inFlight--;
        result.settle();
        check.run();
        journal.ifPresent(j -> j.add(result));
        tell(result);
        bar.update(search.progress());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted while measuring", e);
    }
  }

  private void tell(MeasuredResult result) {
    result.measurement().ifPresent(m -> search.tell(result.id(), m));
    result.failure().ifPresent(why -> search.fail(result.id(), why));
  }
}
