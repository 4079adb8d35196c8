package org.flexos.cli.explore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.cli.run.InitrdStep;
import org.flexos.config.BenchSpec;
import org.flexos.exec.Accelerator;
import org.flexos.exec.AcceleratorChoice;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.GuestRun;
import org.flexos.exec.QemuRunner;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.search.Source;
import org.flexos.model.UserErrorException;

/**
 * Builds a configuration's image, boots it, and reads the figure off its console. {@code model}:
 * under icount, where guest time is the number of instructions and figures are exact. {@code wall}:
 * as fast as the machine goes.
 */
final class GuestSource implements Source {
  private final Session session;
  private final Path application;
  private final BenchSpec bench;
  private final String metric;
  private final boolean counted;
  private final Path folder;
  private final Function<String, String> profile;

  /**
   * @param counted the {@code model} source
   * @param folder profiles, images and logs, a folder a configuration
   * @param profile text of an id's profile
   */
  GuestSource(
      Session session,
      Path application,
      BenchSpec bench,
      String metric,
      boolean counted,
      Path folder,
      Function<String, String> profile) {
    this.session = session;
    this.application = application;
    this.bench = bench;
    this.metric = metric;
    this.counted = counted;
    this.folder = folder;
    this.profile = profile;
  }

  @Override
  public String name() {
    return counted ? "model" : "wall";
  }

  @Override
  public double noise() {
    return counted ? 0 : bench.noise();
  }

  @Override
  public boolean repeatable() {
    return !counted;
  }

  @Override
  public Measurement measure(String id) {
    Path own = folder.resolve(id);
    try {
      Files.createDirectories(own);
      Path file = Files.writeString(own.resolve("profile.yaml"), profile.apply(id));
      String console = run(id, own, file);
      Files.writeString(own.resolve("console.log"), console);
      return Measurement.run(figure(console, own.resolve("console.log")));
    } catch (IOException e) {
      throw new org.flexos.model.EnvironmentException(own + ": " + e.getMessage(), e);
    }
  }

  private String run(String id, Path own, Path profileFile) throws IOException {
    BuildPipeline.Built built;
    try {
      built =
          new BuildPipeline(session)
              .build(
                  new BuildRequest(
                      application,
                      Optional.of(profileFile.toString()),
                      Optional.empty(),
                      Optional.of(own.resolve("image.elf"))));
    } catch (UserErrorException e) {
      throw new FailedMeasurementException("no image: " + e.getMessage());
    }
    boolean keys = built.planned().plan().domains().size() > 1;
    Accelerator accelerator = new AcceleratorChoice().choose(counted ? "tcg" : "auto", keys);
    var console = new ByteArrayOutputStream();
    GuestOutcome outcome =
        new QemuRunner(session::log)
            .run(
                new GuestRun(
                    built.files().image(),
                    InitrdStep.run(Optional.empty(), application, own.resolve("initrd.cpio")),
                    bench.memoryMiB(),
                    accelerator,
                    counted,
                    commandLine(built),
                    GuestDevices.NONE,
                    bench.limit()),
                console);
    String said = console.toString(StandardCharsets.UTF_8);
    if (outcome.exitStatus() != 0) {
      Path log = Files.writeString(own.resolve("console.log"), said);
      throw new FailedMeasurementException(failure(outcome) + "; its console: " + log);
    }
    return said;
  }

  private List<String> commandLine(BuildPipeline.Built built) {
    var line =
        new ArrayList<>(List.of("flexos.name=" + built.planned().plan().application(), "--"));
    line.addAll(bench.arguments());
    return line;
  }

  private String failure(GuestOutcome outcome) {
    return outcome instanceof GuestOutcome.TimedOut
        ? "no end within " + bench.limit().toSeconds() + " s (bench.yaml: timeout)"
        : "the guest ended with status " + outcome.exitStatus();
  }

  private double figure(String console, Path log) {
    Matcher found = bench.metrics().get(metric).matcher(console);
    if (!found.find()) {
      throw new FailedMeasurementException(
          "metric '"
              + metric
              + "' is not on the console (pattern: "
              + bench.metrics().get(metric)
              + "); its console: "
              + log);
    }
    try {
      return Double.parseDouble(found.group(1));
    } catch (NumberFormatException e) {
      throw new FailedMeasurementException(
          "metric '" + metric + "' is no number: '" + found.group(1) + "'; its console: " + log);
    }
  }
}
