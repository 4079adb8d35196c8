package org.flexos.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.Verification;
import org.flexos.model.json.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Proves on a built image what its plan promises. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Check a built image against the plan inside it; status 3 if something differs.")
public final class VerifyCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      description = "The image; IMAGE.dbg must lie beside it, or be named instead.")
  private Path image;

  @Option(
      names = "--entries",
      description = "List the functions at which each domain can be entered.")
  private boolean entries;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Session session = main.session();
    Verification verification = Verification.of(image);
    if (json) {
      session.out().print(JsonText.pretty(verification.json()));
    } else {
      verification.lines().forEach(session.out()::println);
      if (entries) {
        verification.entryLines().forEach(session.out()::println);
      }
      session.out().println(image + ": " + verification.summary());
    }
    return (verification.passed() ? ExitCode.OK : ExitCode.FINDINGS).status();
  }
}
