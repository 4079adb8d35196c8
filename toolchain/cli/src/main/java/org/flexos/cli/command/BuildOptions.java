package org.flexos.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import org.flexos.cli.pipeline.BuildRequest;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What says which image: the same for build, plan, run and config. */
final class BuildOptions {
  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "The application: the folder with kraft.yaml.")
  private Path application;

  @Option(
      names = "--profile",
      paramLabel = "FILE|NAME",
      description = "Overlay on kraft.yaml: a file, or the name of one in DIR/profiles.")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      description = "Isolate every compartment by this driver: fcalls, intel-pku.")
  private Optional<String> driver = Optional.empty();

  BuildRequest request(Optional<Path> output) {
    return new BuildRequest(application, profile, driver, output);
  }
}
