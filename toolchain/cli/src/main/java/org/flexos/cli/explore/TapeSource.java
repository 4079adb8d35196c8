package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flexos.cli.Session;
import org.flexos.cli.count.Counters;
import org.flexos.cli.count.GateCount;
import org.flexos.cli.count.GateCounts;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.cli.tape.RedisTape;
import org.flexos.cli.tape.Tape;
import org.flexos.cli.tape.TapeFigures;
import org.flexos.cli.tape.TapePlay;
import org.flexos.cli.tape.TapeRun;
import org.flexos.config.BenchSpec;
import org.flexos.config.BenchSpec.TapeLoad;
import org.flexos.config.CostTable;
import org.flexos.exec.Cores;
import org.flexos.exec.GuestMemory;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.GuestRun;
import org.flexos.exec.QemuRunner;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.search.Source;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;

/**
 * Requests per second by a model: the instructions and the gate crossings of a request, both
 * counted exactly while clients inside the guest play a tape, times a table of costs.
 *
 * <p>The tape is played twice, the second time with twice as many requests: the difference is what
 * they cost, without the boot and the filling of the server.
 */
final class TapeSource implements Source {
  private final Session session;
  private final ConfigurationImages images;
  private final BenchSpec bench;
  private final TapeLoad load;
  private final String metric;
  private final CostTable costs;
  private final Cores cores;

  /**
   * @param bench driven by a tape
   */
  TapeSource(
      Session session,
      ConfigurationImages images,
      BenchSpec bench,
      String metric,
      CostTable costs,
      Cores cores) {
    this.session = session;
    this.images = images;
    this.bench = bench;
    this.load = bench.tape().orElseThrow();
    this.metric = metric;
    this.costs = costs;
    this.cores = cores;
  }

  CostTable costs() {
    return costs;
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public double noise() {
    return 0;
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  @Override
  public Measurement measure(String id) {
    Path own = images.folder(id);
    Built built;
    try {
      built = images.buildCounting(id, TapeRun.DEVICE);
    } catch (UserErrorException e) {
      throw new FailedMeasurementException("no image: " + e.getMessage());
    }
    try {
      Counted once = play(id, built, load.requests());
      Counted twice = play(id, built, 2 * load.requests());
      RequestCost cost = once.cost(twice, load.requests());
      Files.writeString(own.resolve("figures.log"), cost.text(costs));
      images.drop(id);
      return Measurement.run(costs.clock() / cost.cycles(costs));
    } catch (IOException e) {
      throw new EnvironmentException(own + ": " + e.getMessage(), e);
    }
  }

  /** What was counted in one run. */
  private record Counted(double instructions, GateCounts gates) {
    /**
     * @param more the same with so many requests more
     */
    RequestCost cost(Counted more, int requests) {
      Map<Integer, Long> before = gates.byId();
      Map<String, Double> crossings = new TreeMap<>();
      double copies = 0;
      double all = 0;
      for (GateCount gate : more.gates.gates()) {
        double calls = (double) (gate.calls() - before.get(gate.id())) / requests;
        if (calls > 0) {
          crossings.merge(gate.variant().yamlName(), calls, Double::sum);
        }
        copies += gate.copying() ? calls : 0;
        all += calls;
      }
      // Each counter is an instruction that the image does not have otherwise.
      double counted = (more.instructions - instructions) / requests - all;
      return new RequestCost(counted, crossings, copies);
    }
  }

  private Counted play(String id, Built built, int requests) throws IOException {
    Path own = images.folder(id);
    Tape tape = tape(requests);
    var player = new TapeRun(session, bench.limit());
    try (var core = cores.take();
        var memory = GuestMemory.create();
        var disk = TapeRun.disk(tape, images.application(), built)) {
      GuestRun run = player.prepare(built, disk, bench.memoryMiB(), bench.arguments());
      TapePlay play = player.play(new QemuRunner(session::log, Map.of(), core), run.in(memory), id);
      Path log = Files.writeString(own.resolve("console.log"), play.said());
      if (!play.isWhole(tape)) {
        throw new FailedMeasurementException(failure(play.outcome(), log));
      }
      GateCounts gates =
          new Counters(built.planned().plan(), built.files().debug()).read(memory, "");
      return new Counted(instructions(play.figures()), gates);
    }
  }

  private static double instructions(List<TapeFigures> figures) {
    return figures.stream().mapToDouble(f -> f.instructionsPerRequest() * f.requests()).sum();
  }

  private String failure(GuestOutcome outcome, Path log) {
    return (outcome instanceof GuestOutcome.TimedOut
            ? "the tape was not over within "
                + bench.limit().toSeconds()
                + " s (bench.yaml: timeout)"
            : "the tape was not played to its end: " + GuestEnd.words(outcome))
        + "; its console: "
        + log;
  }

  /** Of the load, the phases that fill the server, and those of the metric. */
  private Tape tape(int requests) {
    Tape whole = RedisTape.of(load.connections(), List.of(load.pipeline()), requests);
    List<String> measured =
        whole.phases().stream()
            .filter(Tape.Phase::measured)
            .map(Tape.Phase::name)
            .filter(name -> bench.metrics().get(metric).matcher(name).lookingAt())
            .toList();
    if (measured.isEmpty()) {
      throw new UserErrorException(
          "bench.yaml: no phase of the tape begins with '"
              + bench.metrics().get(metric)
              + "'; measured are: "
              + whole.phases().stream()
                  .filter(Tape.Phase::measured)
                  .map(Tape.Phase::name)
                  .collect(Collectors.joining(", ")));
    }
    return new Tape(
        whole.port(),
        whole.connections(),
        whole.phases().stream()
            .filter(
                p -> p.name().equals("load") || measured.stream().anyMatch(p.name()::startsWith))
            .toList());
  }

  /** The model in a line. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "model: requests per second at %.2f GHz, from counted instructions and gate crossings and"
            + " the costs of %s",
        costs.clock() / 1e9,
        costs.file());
  }
}
