package org.flexos.cli.command;

import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.bench.GateBench;
import org.flexos.cli.bench.ToolchainBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints measures beside their targets. Not a test: a slow machine fails nothing. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure the toolchain (build and boot times, image size) or the gates (instructions).")
public final class BenchCommand implements Callable<Integer> {
  /** What can be measured. */
  enum Subject {
    toolchain,
    gates
  }

  @ParentCommand private Main main;

  @Parameters(index = "0", paramLabel = "toolchain|gates", description = "What to measure.")
  private Subject subject;

  @Override
  public Integer call() {
    if (subject == Subject.toolchain) {
      new ToolchainBench(main.session()).run();
    } else {
      new GateBench(main.session()).run();
    }
    return ExitCode.OK.status();
  }
}
