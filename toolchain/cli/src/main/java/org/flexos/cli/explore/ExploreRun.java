package org.flexos.cli.explore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flexos.cli.Session;
import org.flexos.cli.current.ProgramMark;
import org.flexos.exec.ProcessRunner;
import org.flexos.explore.search.Answer;
import org.flexos.explore.search.Search;
import org.flexos.explore.table.Table;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;

/** One run of an exploration: journal, executor, progress, and last words if it is interrupted. */
public final class ExploreRun {
  private final Session session;
  private final Exploration exploration;
  private final Optional<Path> journalFile;
  private final boolean resume;
  private final List<String> command;
  private final Optional<SlurmOptions> slurm;

  /**
   * @param journal where each result is kept; empty: nowhere
   * @param resume go on from what it has
   * @param command of this run, to be repeated
   */
  public ExploreRun(
      Session session,
      Exploration exploration,
      Optional<Path> journal,
      boolean resume,
      List<String> command,
      Optional<SlurmOptions> slurm) {
    this.session = session;
    this.exploration = exploration;
    this.journalFile = journal;
    this.resume = resume;
    this.command = List.copyOf(command);
    this.slurm = slurm;
    if (resume && journalFile.isEmpty()) {
      throw new UserErrorException(
          "--resume needs the journal: give --journal FILE or --report DIR");
    }
  }

  /** Measures what the search asks for and returns what it found. */
  public Answer answer() {
    ProgramMark program = exploration.program().get();
    Optional<Journal> journal = journalFile.map(f -> open(f, program));
    var bar = new ExploreBar(session);
    Thread lastWords = new Thread(() -> sayHowToGoOn(journal, bar), "last words");
    Runtime.getRuntime().addShutdownHook(lastWords);
    try (bar;
        var executor = executor(journal, program)) {
      Search search = exploration.search();
      new ExploreLoop(search, executor, journal, bar, () -> checkStill(program)).run();
      return search.answer();
    } catch (EnvironmentException e) {
      var words = new ArrayList<>(List.of(e.getMessage()));
      words.addAll(howToGoOn(journal));
      throw new EnvironmentException(String.join("\n", words), e);
    } finally {
      journal.ifPresent(Journal::close);
      removeHook(lastWords);
    }
  }

  private Journal open(Path file, ProgramMark program) {
    return Journal.open(file, exploration.identity(), program, resume, exploration::has);
  }

  /** What was measured before is in the journal, and stays true of its program. */
  private void checkStill(ProgramMark program) {
    ProgramMark now = exploration.program().get();
    if (!now.text().equals(program.text())) {
      throw new UserErrorException(
          "the sources changed while they were explored (edited last: "
              + now.newest()
              + "), and what was measured just now is not kept: undo the change and go on with"
              + " --resume, or start anew");
    }
  }

  private Executor executor(Optional<Journal> journal, ProgramMark program) {
    if (slurm.isEmpty()) {
      return new LocalPool(exploration.source(), jobs());
    }
    Path folder = journal.orElseThrow().folder();
    ArrayTask.expect(folder, exploration.identity(), program);
    return new SlurmExecutor(
        new SlurmCommands(session.runner()), slurm.get(), folder, journal.get().former());
  }

  /**
   * A source that only looks things up is asked one by one: then the questions are always the same.
   * One whose load runs on this machine, too, gets the cores for it.
   */
  private int jobs() {
    if (exploration.source() instanceof Table) {
      return 1;
    }
    int each = exploration.source() instanceof GuestSource guests ? guests.cores() : 1;
    int room = Runtime.getRuntime().availableProcessors() / each;
    return each == 1 ? session.jobs() : Math.max(1, Math.min(session.jobs(), room));
  }

  private void sayHowToGoOn(Optional<Journal> journal, ExploreBar bar) {
    journal.ifPresent(Journal::seal);
    session.say("");
    session.say("stopped: " + ExploreBar.text(bar.last()));
    howToGoOn(journal).forEach(session::say);
  }

  private List<String> howToGoOn(Optional<Journal> journal) {
    String again = ProcessRunner.pasteable(command);
    return journal.stream()
        .flatMap(
            j ->
                Stream.of(
                    "everything measured is in " + j.file() + "; to go on, type:",
                    "  flexos " + again + (again.contains("--resume") ? "" : " --resume")))
        .toList();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is on its way out and the hook runs.
    }
  }
}
