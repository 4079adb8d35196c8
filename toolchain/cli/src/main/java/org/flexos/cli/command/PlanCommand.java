package org.flexos.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.PlanReport;
import org.flexos.model.Plan;
import org.flexos.model.UserErrorException;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.RecordJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Shows what a build would bind, and how two plans differ. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Show what would be bound, and why; builds no image.")
public final class PlanCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private BuildOptions options;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description =
          "Show only the difference to this plan (from plan --json); status 3 if there is one.")
  private Optional<Path> against = Optional.empty();

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Session session = main.session();
    Optional<Plan> former = against.map(PlanCommand::read);
    Plan plan = new BuildPipeline(session).plan(options.request(Optional.empty())).plan();
    if (json) {
      session.out().print(RecordJson.pretty(plan));
      return ExitCode.OK.status();
    }
    List<String> lines = PlanReport.lines(plan);
    if (former.isEmpty()) {
      lines.forEach(session.out()::println);
      return ExitCode.OK.status();
    }
    List<String> difference = PlanReport.difference(PlanReport.lines(former.get()), lines);
    difference.forEach(session.out()::println);
    return difference.isEmpty() ? ExitCode.OK.status() : ExitCode.FINDINGS.status();
  }

  private static Plan read(Path file) {
    try {
      return RecordJson.read(
          Plan.class, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new UserErrorException(
          "--against " + file + ": no such file; make one with: flexos plan DIR --json > FILE");
    } catch (IOException e) {
      throw new UserErrorException("--against " + file + ": cannot be read: " + e.getMessage());
    } catch (JsonException e) {
      throw new UserErrorException(
          "--against "
              + file
              + ": not a plan of this version ("
              + e.getMessage()
              + "); make one with: flexos plan DIR --json > FILE");
    }
  }
}
