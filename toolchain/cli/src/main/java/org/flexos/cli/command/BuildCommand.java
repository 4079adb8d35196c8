package org.flexos.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.current.CurrentImages;
import org.flexos.cli.current.ImageSheet;
import org.flexos.cli.current.ReadyImage;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.model.json.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Builds and verifies an image. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = "Build an image and verify it. A failure leaves the former image as it was.")
public final class BuildCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private BuildOptions options;

  @Option(
      names = "-o",
      paramLabel = "FILE",
      description =
          "The image (default: DIR/build/NAME[-PROFILE][-counting].elf); symbols go to FILE.dbg.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--count-gates",
      description = "With gates that count their calls, as `run --count-gates` builds it.")
  private boolean countsCalls;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Session session = main.session();
    BuildRequest asked = options.request(output);
    ReadyImage built = new CurrentImages(session).get(countsCalls ? asked.counting() : asked);
    ImageSheet sheet = built.sheet();
    if (json) {
      var answer = new LinkedHashMap<String, Object>();
      answer.put("image", built.files().image().toString());
      answer.put("debug", built.files().debug().toString());
      answer.put("parts", built.files().parts().toString());
      answer.put("bytes", size(built.files().image()));
      answer.put("compiledUnits", (long) built.compiledUnits());
      answer.put("domains", (long) sheet.domains());
      answer.put("bindings", (long) sheet.bindings());
      answer.put("milliseconds", built.milliseconds());
      session.out().print(JsonText.pretty(answer));
    } else {
      session
          .out()
          .println(
              built.files().image()
                  + ": "
                  + size(built.files().image()) / 1024
                  + " KiB, "
                  + sheet.verified());
      session.log("milliseconds: " + built.milliseconds());
    }
    return ExitCode.OK.status();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
