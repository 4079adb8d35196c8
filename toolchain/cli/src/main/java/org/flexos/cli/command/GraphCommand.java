package org.flexos.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.graph.DotWriter;
import org.flexos.cli.graph.GateGraph;
import org.flexos.cli.graph.SvgWriter;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Draws the compartments, libraries and gates of an image. */
@Command(
    name = "graph",
    mixinStandardHelpOptions = true,
    description = "Draw compartments, libraries and gates as SVG or DOT.")
public final class GraphCommand implements Callable<Integer> {
  /** What to write, named as its files end. */
  enum Format {
    svg,
    dot
  }

  @ParentCommand private Main main;
  @Mixin private BuildOptions options;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write there: FILE.svg or FILE.dot (default: standard output).")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "svg|dot",
      description = "What to write (default: as the file's name ends, else svg).")
  private Optional<Format> format = Optional.empty();

  @Override
  public Integer call() {
    Session session = main.session();
    Format chosen = format.orElseGet(this::byName);
    var plan = new BuildPipeline(session).plan(options.request(Optional.empty())).plan();
    GateGraph graph = GateGraph.of(plan, Optional.empty());
    String text = chosen == Format.dot ? DotWriter.write(graph) : SvgWriter.write(graph);
    if (output.isEmpty()) {
      session.out().print(text);
    } else {
      write(output.get(), text);
    }
    return ExitCode.OK.status();
  }

  private Format byName() {
    String name = output.map(o -> o.getFileName().toString()).orElse(".svg");
    if (name.endsWith(".dot") || name.endsWith(".gv")) {
      return Format.dot;
    }
    if (name.endsWith(".svg")) {
      return Format.svg;
    }
    throw new UserErrorException(
        "-o "
            + output.get()
            + ": the name ends neither in .svg nor in .dot; say which with --format");
  }

  /** At once or not at all. */
  private static void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Path fresh = Files.createTempFile(folder, ".graph", "");
      Files.writeString(fresh, text);
      Files.move(
          fresh,
          file,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new EnvironmentException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
