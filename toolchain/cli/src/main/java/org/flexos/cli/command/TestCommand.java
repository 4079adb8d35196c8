package org.flexos.cli.command;

import java.util.concurrent.Callable;
import org.flexos.model.EnvironmentException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stands here for its help: the script {@code flexos} runs Maven itself. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Run the project's tests: units, properties, booted images, attacks.")
public final class TestCommand implements Callable<Integer> {
  @Option(names = "--long", description = "The long tier too.")
  private boolean longTier;

  @Option(names = "--attacks", description = "The attack suite only; prints its table.")
  private boolean attacks;

  @Override
  public Integer call() {
    throw new EnvironmentException("tests are started by the script: type ./flexos test");
  }
}
