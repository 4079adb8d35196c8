package org.flexos.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.flexos.cli.command.BenchCommand;
import org.flexos.cli.command.BuildCommand;
import org.flexos.cli.command.CleanCommand;
import org.flexos.cli.command.CompletionCommand;
import org.flexos.cli.command.ConfigCommand;
import org.flexos.cli.command.DoctorCommand;
import org.flexos.cli.command.ExploreCommand;
import org.flexos.cli.command.FmtCommand;
import org.flexos.cli.command.GraphCommand;
import org.flexos.cli.command.PlanCommand;
import org.flexos.cli.command.RunCommand;
import org.flexos.cli.command.TestCommand;
import org.flexos.cli.command.VerifyCommand;
import org.flexos.cli.command.WarmUpCommand;
import org.flexos.exec.Leftovers;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code flexos}: reads arguments, words errors, chooses the exit status. */
@Command(
    name = "flexos",
    mixinStandardHelpOptions = true,
    version = "FlexOS 0.1.0",
    description =
        "Builds and runs library operating systems whose isolation is chosen at link time.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n")
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
          BuildCommand.class,
          RunCommand.class,
          PlanCommand.class,
          VerifyCommand.class,
          GraphCommand.class,
          ExploreCommand.class,
          ConfigCommand.class,
          CleanCommand.class,
          DoctorCommand.class,
          BenchCommand.class,
          TestCommand.class,
          FmtCommand.class,
          CompletionCommand.class,
          WarmUpCommand.class);

  @Option(names = "-v", scope = ScopeType.INHERIT, description = "Show each command that is run.")
  private boolean verbose;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "With an error, show where in the toolchain it came up.")
  private boolean stackTrace;

  @Option(
      names = {"-j", "--jobs"},
      scope = ScopeType.INHERIT,
      paramLabel = "N",
      description =
          "Compile that many units, or measure that many images, at once (default: one a core).")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--tool-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Limit of each compiler or linker run (default: ${DEFAULT-VALUE}).")
  private int toolTimeout;

  private final Path home;
  private final Path cache;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  private Main(Path home, Path cache, PrintStream out, PrintStream err, boolean terminal) {
    this.home = home;
    this.cache = cache;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  public static void main(String[] arguments) {
    StandardOutput out = StandardOutput.install();
    int status =
        run(
            Path.of(System.getProperty("flexos.home", ".")).toAbsolutePath().normalize(),
            Path.of(System.getProperty("flexos.cache")).toAbsolutePath().normalize(),
            System.out,
            System.err,
            System.console() != null,
            arguments);
    System.exit(out.statusAfter(status, System.err));
  }

  /** One command; returns its exit status. Tests come in here. */
  public static int run(
      Path home,
      Path cache,
      PrintStream out,
      PrintStream err,
      boolean terminal,
      String... arguments) {
    var main = new Main(home, cache, out, err, terminal);
    var line = new CommandLine(main);
    wanted(arguments).forEach(line::addSubcommand);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.getCommandSpec().usageMessage().exitCodeList(ExitCode.table());
    line.setExecutionExceptionHandler((e, command, parsed) -> main.report(e));
    line.setParameterExceptionHandler((e, given) -> main.reportUsage(e));
    line.setUsageHelpAutoWidth(terminal);
    line.setUnmatchedOptionsArePositionalParams(false);
    if (arguments.length == 0) {
      line.usage(out);
      return ExitCode.USAGE.status();
    }
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) {
      err.println(
          "error: Java has no memory left, of %d MiB; give it more: JAVA_TOOL_OPTIONS=-Xmx2g"
              .formatted(Runtime.getRuntime().maxMemory() >> 20));
      return ExitCode.ENVIRONMENT.status();
    }
  }

  /**
   * The command that is meant, or all where that is not plain: to read the options of all takes
   * longer than most commands.
   */
  private static List<Class<?>> wanted(String... arguments) {
    List<Class<?>> meant =
        Arrays.stream(arguments)
            .takeWhile(a -> !a.startsWith("-"))
            .limit(1)
            .flatMap(a -> COMMANDS.stream().filter(c -> name(c).equals(a)))
            .filter(c -> c != CompletionCommand.class)
            .toList();
    return meant.isEmpty() ? COMMANDS : meant;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  /** For commands. */
  public Session session() {
    if (jobs < 1 || toolTimeout < 1) {
      throw new UserErrorException("--jobs and --tool-timeout must be at least 1");
    }
    return new Session(
        home, cache, out, err, verbose, terminal, jobs, Duration.ofSeconds(toolTimeout));
  }

  private int reportUsage(CommandLine.ParameterException e) {
    err.println("error: " + e.getMessage());
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        err.println("did you mean: " + String.join(", ", near) + "?");
      }
    }
    err.println("see: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.status();
  }

  /** What these say is the file's name only. */
  private static String reason(Throwable cause) {
    if (cause instanceof AccessDeniedException) {
      return " (this user may not)";
    }
    if (cause instanceof NoSuchFileException) {
      return " (it is not there)";
    }
    return cause instanceof FileAlreadyExistsException
        ? " (something else has that name already)"
        : "";
  }

  private int report(Exception e) {
    // What was ended from outside has taken its programs and files with it: that is no news.
    Leftovers.awaitEnd();
    if (stackTrace) {
      e.printStackTrace(err);
    }
    if (e instanceof UserErrorException user) {
      user.diagnostics().forEach(d -> err.println(d.render()));
      return ExitCode.USER_ERROR.status();
    }
    if (e instanceof EnvironmentException) {
      err.println("error: " + e.getMessage() + reason(e.getCause()));
      return ExitCode.ENVIRONMENT.status();
    }
    err.println("error: this is a bug in the toolchain; please report it with the lines below");
    if (!stackTrace) {
      e.printStackTrace(err);
    }
    return ExitCode.INTERNAL.status();
  }
}
