package org.flexos.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.explore.AnswerJson;
import org.flexos.cli.explore.AnswerText;
import org.flexos.cli.explore.AppExploration;
import org.flexos.cli.explore.ArrayTask;
import org.flexos.cli.explore.Exploration;
import org.flexos.cli.explore.ExploreRun;
import org.flexos.cli.explore.ExploredProgram;
import org.flexos.cli.explore.ProfileWish;
import org.flexos.cli.explore.ReportFiles;
import org.flexos.cli.explore.TableExploration;
import org.flexos.explore.report.Report;
import org.flexos.explore.search.Answer;
import org.flexos.explore.search.Budget;
import org.flexos.model.UserErrorException;
import org.flexos.model.json.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Names the safest configurations within a performance budget, measuring as few as it can. */
@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    description = "Find the safest configurations within a performance budget.")
public final class ExploreCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Mixin private SourceOptions source;
  @Mixin private ExecutorOptions executor;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The application: the folder with kraft.yaml, bench.yaml and explore.yaml.")
  private Optional<Path> application = Optional.empty();

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description = "Figures recorded in a CSV file, one configuration a row.")
  private Optional<Path> table = Optional.empty();

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "The figure that counts (default: the budget's).")
  private Optional<String> metric = Optional.empty();

  @Option(
      names = "--budget",
      paramLabel = "EXPR",
      required = true,
      description = "What must hold, e.g. 'get >= 0.5 * baseline' or 'p99_us <= 900'.")
  private String budget;

  @Option(
      names = "--order",
      paramLabel = "full|edges:FILE",
      description =
          "What is safer than what: finer partitions and more hardening (default), or the closure"
              + " of a CSV of lower,upper.")
  private Optional<String> order = Optional.empty();

  @Option(
      names = "--baseline",
      paramLabel = "ID",
      description = "What 'baseline' means in the budget (default: no isolation, no hardening).")
  private Optional<String> baseline = Optional.empty();

  @Option(names = "--partial", description = "The table may lack combinations.")
  private boolean partial;

  @Option(
      names = "--explain",
      description = "Also say what is taken to be safer than what, and why.")
  private boolean explain;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write results, graphs and an interactive page there.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description =
          "Where each result is kept as it comes (default: journal.jsonl in the report, or for an"
              + " application in the cache).")
  private Optional<Path> journal = Optional.empty();

  @Option(names = "--resume", description = "Go on from the journal: nothing is measured twice.")
  private boolean resume;

  @Option(
      names = "--save-profile",
      paramLabel = "ID=NAME",
      description = "Write that configuration as profile NAME of the application.")
  private Optional<String> saveProfile = Optional.empty();

  @Option(names = "--measure-array", hidden = true, description = "Be a task of a job array.")
  private Optional<Path> measureArray = Optional.empty();

  @Override
  public Integer call() {
    Session session = main.session();
    Budget wanted = Budget.parse(budget);
    Optional<ProfileWish> profile = saveProfile.map(w -> ProfileWish.parse(w, application));
    Exploration exploration = exploration(session, wanted);
    if (measureArray.isPresent()) {
      String index = System.getenv().getOrDefault("SLURM_ARRAY_TASK_ID", "0");
      ArrayTask.run(exploration, measureArray.get(), Integer.parseInt(index));
      return ExitCode.OK.status();
    }
    report.ifPresent(ReportFiles::check);
    var run =
        new ExploreRun(
            session,
            exploration,
            journal(session),
            resume,
            arguments(),
            executor.slurm(session, arguments()));
    session.say("space: " + exploration.what());
    if (explain) {
      exploration.reasons().forEach(reason -> session.say("order: " + reason));
    }
    Answer answer = run.answer();
    var text = new AnswerText(answer, exploration.describe(), exploration.source().name());
    if (json) {
      session
          .out()
          .print(
              JsonText.pretty(
                  AnswerJson.of(answer, exploration.describe(), exploration.source().name())));
    } else {
      text.lines().forEach(session.out()::println);
    }
    report.ifPresent(folder -> write(session, folder, exploration, answer));
    String weight = text.found() ? "note: " : "error: ";
    text.remark().forEach(line -> session.say(weight + line));
    profile
        .filter(wish -> text.found())
        .ifPresent(wish -> session.say("profile: " + wish.save(answer)));
    return (text.found() ? ExitCode.OK : ExitCode.USER_ERROR).status();
  }

  private Exploration exploration(Session session, Budget wanted) {
    if (table.isPresent() == application.isPresent()) {
      throw new UserErrorException(
          "explore needs an application's folder or --table FILE, and not both");
    }
    if (!metric.orElse(wanted.metric()).equals(wanted.metric())) {
      throw new UserErrorException(
          "--metric is '"
              + metric.get()
              + "' and --budget is about '"
              + wanted.metric()
              + "'; they must name the same metric");
    }
    if (table.isPresent()) {
      source.refuseWithTable();
      executor.refuseWithTable();
      return TableExploration.of(table.get(), wanted, order, baseline, partial);
    }
    if (order.isPresent() || baseline.isPresent()) {
      throw new UserErrorException(
          "--order and --baseline go with --table; an application's orders are in explore.yaml");
    }
    if (partial) {
      throw new UserErrorException(
          "--partial goes with --table; what an application's space lacks is in explore.yaml");
    }
    Path images = folder(session).orElseThrow().toAbsolutePath().resolve("runs");
    List<Path> own = Stream.of(report, journal).flatMap(Optional::stream).toList();
    var program = new ExploredProgram(session, folder(), own);
    return AppExploration.of(session, source.wish(folder(), wanted), images, program);
  }

  private Path folder() {
    return application.orElseThrow().toAbsolutePath().normalize();
  }

  /** Where images and results are kept; a table has neither. */
  private Optional<Path> folder(Session session) {
    return report.or(
        () ->
            application.map(
                a -> session.cache().resolve("explore").resolve(folder().getFileName())));
  }

  private Optional<Path> journal(Session session) {
    if (journal.isEmpty() && report.isEmpty()) {
      executor.refuseSlurm();
    }
    return journal.or(() -> folder(session).map(f -> f.resolve("journal.jsonl")));
  }

  private List<String> arguments() {
    return spec.parent().commandLine().getParseResult().originalArgs();
  }

  private static void write(Session session, Path folder, Exploration exploration, Answer answer) {
    Report written =
        Report.of(
            exploration.what(),
            exploration.source().name(),
            exploration.reasons(),
            answer,
            exploration.search().snapshot(),
            exploration.describe());
    session.say("report: " + ReportFiles.write(folder, written));
  }
}
