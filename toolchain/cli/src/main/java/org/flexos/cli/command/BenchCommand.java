package org.flexos.cli.command;

import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.bench.CallBench;
import org.flexos.cli.bench.GateBench;
import org.flexos.cli.bench.ToolchainBench;
import org.flexos.cli.tape.RedisCounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints measures beside their targets. Not a test: a slow machine fails nothing. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measure the toolchain (build and boot times, image size) or the gates (instructions), or"
            + " show one call under three profiles, or count what a request costs Redis.")
public final class BenchCommand implements Callable<Integer> {
  /** What can be measured. */
  enum Subject {
    toolchain,
    gates,
    call,
    redis
  }

  @ParentCommand private Main main;

  @Parameters(
      index = "0",
      paramLabel = "toolchain|gates|call|redis",
      description = "What to measure.")
  private Subject subject;

  @Override
  public Integer call() {
    switch (subject) {
      case toolchain -> new ToolchainBench(main.session()).run();
      case gates -> new GateBench(main.session()).run();
      case redis -> new RedisCounts(main.session()).print();
      case call -> new CallBench(main.session()).run();
    }
    return ExitCode.OK.status();
  }
}
