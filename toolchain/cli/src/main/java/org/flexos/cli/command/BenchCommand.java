package org.flexos.cli.command;

import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.bench.CallBench;
import org.flexos.cli.bench.ExploreBench;
import org.flexos.cli.bench.GateBench;
import org.flexos.cli.bench.SearchBench;
import org.flexos.cli.bench.ToolchainBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Prints measures beside their targets. Not a test: a slow machine fails nothing. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Print measures beside their targets.",
    synopsisSubcommandLabel = "toolchain|gates|call|redis|explore",
    subcommands = RedisBenchCommand.class)
public final class BenchCommand {
  @ParentCommand private Main main;

  Session session() {
    return main.session();
  }

  @Command(
      name = "toolchain",
      mixinStandardHelpOptions = true,
      description = "Build and boot times, image size, from empty caches.")
  int toolchain() {
    new ToolchainBench(session()).run();
    return ExitCode.OK.status();
  }

  @Command(
      name = "gates",
      mixinStandardHelpOptions = true,
      description = "Instructions of each gate, counted; cycles by a stated model.")
  int gates() {
    new GateBench(session()).run();
    return ExitCode.OK.status();
  }

  @Command(
      name = "call",
      mixinStandardHelpOptions = true,
      description = "One call under three profiles, disassembled.")
  int call() {
    new CallBench(session()).run();
    return ExitCode.OK.status();
  }

  @Command(
      name = "explore",
      mixinStandardHelpOptions = true,
      description = "What exploring takes beyond running guests: a search, 80 images of Redis.")
  int explore() {
    new ExploreBench(session()).run();
    return ExitCode.OK.status();
  }

  /** A part of explore, which starts it in a JVM of its own. */
  @Command(
      name = "search",
      mixinStandardHelpOptions = true,
      hidden = true,
      description = "The search of a made-up space of 12 libraries; memory is that of this JVM.")
  int search() {
    new SearchBench(session()).run();
    return ExitCode.OK.status();
  }
}
