package org.flexos.cli.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flexos.cli.ExitCode;
import org.flexos.cli.Main;
import org.flexos.cli.Session;
import org.flexos.cli.WholeFile;
import org.flexos.cli.count.GateCounts;
import org.flexos.cli.graph.DotWriter;
import org.flexos.cli.graph.GateGraph;
import org.flexos.cli.graph.SvgWriter;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.model.Plan;
import org.flexos.model.UserErrorException;
import org.flexos.model.json.RecordJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Draws the compartments, libraries and gates of an image. */
@Command(
    name = "graph",
    mixinStandardHelpOptions = true,
    description = "Draw compartments, libraries and gates as SVG or DOT, with the calls of a run.")
public final class GraphCommand implements Callable<Integer> {
  /** What to write, named as its files end. */
  enum Format {
    svg,
    dot,
    json
  }

  @ParentCommand private Main main;
  @Mixin private BuildOptions options;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write there: FILE.svg, FILE.dot or FILE.json (default: standard output).")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "svg|dot|json",
      description = "What to write (default: as the file's name ends, else svg).")
  private Optional<Format> format = Optional.empty();

  @Option(
      names = "--counts",
      paramLabel = "FILE",
      description =
          "Draw how often the gates were called in a run, from `run --count-gates FILE` with the same profile.")
  private Optional<Path> counts = Optional.empty();

  @Option(names = "--json", description = "Answer in JSON: as --format json.")
  private boolean json;

  @Override
  public Integer call() {
    Session session = main.session();
    Format chosen = json ? Format.json : format.orElseGet(this::byName);
    if (json && format.isPresent() && format.get() != Format.json) {
      throw new UserErrorException("--json and --format " + format.get() + ": choose one");
    }
    output.ifPresent(o -> WholeFile.check("-o", o));
    Optional<GateCounts> counted = counts.map(f -> GateCounts.read("--counts", f));
    var plan = new BuildPipeline(session).plan(options.request(Optional.empty())).plan();
    GateGraph graph = GateGraph.of(plan, counted.map(c -> callsOf(c, plan)));
    String text =
        switch (chosen) {
          case svg -> SvgWriter.write(graph);
          case dot -> DotWriter.write(graph);
          case json -> RecordJson.pretty(graph);
        };
    if (output.isEmpty()) {
      session.out().print(text);
    } else {
      WholeFile.write(output.get(), text);
    }
    return ExitCode.OK.status();
  }

  private Map<Integer, Long> callsOf(GateCounts counted, Plan plan) {
    if (!counted.areOf(plan)) {
      throw new UserErrorException(
          "--counts "
              + counts.orElseThrow()
              + ": of an image with other gates (application "
              + counted.application()
              + "); name the profile and the driver of that run, or count again");
    }
    return counted.byId();
  }

  private Format byName() {
    String name = output.map(o -> o.getFileName().toString()).orElse(".svg");
    if (name.endsWith(".dot") || name.endsWith(".gv")) {
      return Format.dot;
    }
    if (name.endsWith(".svg")) {
      return Format.svg;
    }
    if (name.endsWith(".json")) {
      return Format.json;
    }
    throw new UserErrorException(
        "-o "
            + output.get()
            + ": the name ends in none of .svg, .dot and .json; say which with --format");
  }
}
