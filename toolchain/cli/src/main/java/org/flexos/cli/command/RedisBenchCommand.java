package org.flexos.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Session;
import org.flexos.cli.bench.redis.RedisBench;
import org.flexos.cli.tape.RedisCounts;
import org.flexos.cli.tape.Tape;
import org.flexos.model.UserErrorException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Prints Redis's measures: beside those of a Linux guest, and in instructions. */
@Command(
    name = "redis",
    mixinStandardHelpOptions = true,
    description =
        "Redis by the wall clock, side by side with the same Redis on a Linux guest: requests a"
            + " second, idle load, start, memory, size, change of profile. Then the instructions"
            + " of a request under each profile, counted. Takes about ten minutes; the first time,"
            + " Debian's kernel is fetched (27 MB).")
public final class RedisBenchCommand implements Callable<Integer> {
  private static final int MEMORY_MIN = 128;

  /** By which means is measured. */
  enum Part {
    wall,
    icount
  }

  @ParentCommand private BenchCommand bench;

  @Option(
      names = "--only",
      paramLabel = "wall|icount",
      description = "One part: the wall clock's, with the Linux guest, or the counted one.")
  private Optional<Part> only = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "Measure this profile, too: by the wall clock beside 'none', and its instructions."
              + " Repeatable. Under TCG wall times say nothing about gates on hardware.")
  private List<String> profiles = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each load meets each guest (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "-M",
      paramLabel = "MiB",
      defaultValue = "256",
      description = "Memory of each guest (default: ${DEFAULT-VALUE}).")
  private int memory;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "30",
      description = "Clients of the counted part, 1 to 1024 (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(names = "--json", description = "Print one JSON object; with --only wall.")
  private boolean json;

  @Override
  public Integer call() {
    if (rounds < 1) {
      throw new UserErrorException("--rounds " + rounds + ": at least 1 is needed");
    }
    if (memory < MEMORY_MIN) {
      throw new UserErrorException(
          "-M " + memory + ": the Linux guest needs at least " + MEMORY_MIN + " MiB");
    }
    if (connections < 1 || connections > Tape.CONNECTIONS_MAX) {
      throw new UserErrorException(
          "--connections " + connections + ": from 1 to " + Tape.CONNECTIONS_MAX + " are possible");
    }
    if (json && only.orElse(Part.icount) != Part.wall) {
      throw new UserErrorException("--json prints the wall clock's part; add --only wall");
    }
    Session session = bench.session();
    if (only.orElse(Part.wall) == Part.wall) {
      new RedisBench(session, new RedisBench.Options(profiles, rounds, memory, json)).run();
    }
    if (only.orElse(Part.icount) == Part.icount) {
      new RedisCounts(session, profiles, connections).print();
    }
    return ExitCode.OK.status();
  }
}
