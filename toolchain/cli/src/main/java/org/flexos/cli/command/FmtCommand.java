package org.flexos.cli.command;

import java.util.concurrent.Callable;
import org.flexos.model.EnvironmentException;
import picocli.CommandLine.Command;

/** Stands here for its help: the script {@code flexos} runs the formatters itself. */
@Command(
    name = "fmt",
    mixinStandardHelpOptions = true,
    description = "Format the Java and C sources of the project, as its tests want them.")
public final class FmtCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new EnvironmentException("formatting is started by the script: type ./flexos fmt");
  }
}
