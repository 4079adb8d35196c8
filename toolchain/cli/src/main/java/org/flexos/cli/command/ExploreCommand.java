package org.flexos.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.explore.AnswerJson;
import org.flexos.cli.explore.AnswerText;
import org.flexos.cli.explore.AppExploration;
import org.flexos.cli.explore.ArrayTask;
import org.flexos.cli.explore.Exploration;
import org.flexos.cli.explore.ExploreRun;
import org.flexos.cli.explore.ReportFiles;
import org.flexos.cli.explore.TableExploration;
import org.flexos.explore.report.Report;
import org.flexos.explore.search.Answer;
import org.flexos.explore.search.Budget;
import org.flexos.model.EnvironmentException;
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
      description = "Where each result is kept as it comes (default: journal.jsonl in the report).")
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
    Exploration exploration = exploration(session, wanted);
    if (measureArray.isPresent()) {
      String index = System.getenv().getOrDefault("SLURM_ARRAY_TASK_ID", "0");
      ArrayTask.run(exploration.source(), measureArray.get(), Integer.parseInt(index));
      return ExitCode.OK.status();
    }
    var run =
        new ExploreRun(
            session,
            exploration,
            report,
            journal,
            resume,
            arguments(),
            executor.slurm(session, arguments()));
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
    saveProfile.ifPresent(wish -> save(session, wish, answer));
    report.ifPresent(folder -> write(session, folder, exploration, answer));
    boolean none = answer.verdict() == Answer.Verdict.NONE_MEETS;
    text.remark().forEach(line -> session.say((none ? "error: " : "note: ") + line));
    return (none ? ExitCode.USER_ERROR : ExitCode.OK).status();
  }

  private Exploration exploration(Session session, Budget wanted) {
    if (table.isPresent() == application.isPresent()) {
      throw new UserErrorException(
          "explore needs an application's folder or --table FILE, and not both");
    }
    if (table.isPresent()) {
      source.refuseCosts();
      return TableExploration.of(table.get(), metric, wanted, order, baseline, partial);
    }
    if (order.isPresent() || baseline.isPresent()) {
      throw new UserErrorException(
          "--order and --baseline go with --table; an application's orders are in explore.yaml");
    }
    Path folder = application.get().toAbsolutePath().normalize();
    Path images =
        report
            .orElse(session.cache().resolve("explore").resolve(folder.getFileName()))
            .toAbsolutePath()
            .resolve("runs");
    return AppExploration.of(session, source.wish(folder, wanted), images);
  }

  private void save(Session session, String wish, Answer answer) {
    String[] parts = wish.split("=", 2);
    boolean found = answer.maximal().stream().anyMatch(f -> f.id().equals(parts[0]));
    if (application.isEmpty()
        || parts.length != 2
        || !found
        || !parts[1].matches("[A-Za-z0-9_-]+")) {
      throw new UserErrorException(
          "--save-profile "
              + wish
              + ": write ID=NAME, ID of the answer above and NAME of letters,"
              + " digits, '-' and '_', with an application");
    }
    Path file = application.get().resolve("profiles").resolve(parts[1] + ".yaml");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, AppExploration.profile(application.get(), parts[0]));
    } catch (IOException e) {
      throw new EnvironmentException(file + ": " + e.getMessage(), e);
    }
    session.say("profile: " + file);
  }

  private List<String> arguments() {
    return spec.parent().commandLine().getParseResult().originalArgs();
  }

  private static void write(Session session, Path folder, Exploration exploration, Answer answer) {
    Report written =
        Report.of(
            exploration.what(),
            exploration.source().name(),
            answer,
            exploration.search().snapshot(),
            exploration.describe());
    session.say("report: " + ReportFiles.write(folder, written));
  }
}
