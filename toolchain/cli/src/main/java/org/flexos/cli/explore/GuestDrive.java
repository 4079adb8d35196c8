package org.flexos.cli.explore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.exec.Cores;
import org.flexos.exec.GuestOutcome;
import org.flexos.exec.QemuRunner;
import org.flexos.explore.search.Source.FailedMeasurementException;

/** The load comes with the image, which prints its figures and ends. */
final class GuestDrive implements Drive {
  private final Session session;
  private final Boot boot;
  private final Cores cores;

  GuestDrive(Session session, Boot boot, Cores cores) {
    this.session = session;
    this.boot = boot;
    this.cores = cores;
  }

  @Override
  public int cores() {
    return 1;
  }

  @Override
  public String run(Built built, Path own) throws IOException {
    var console = new ByteArrayOutputStream();
    GuestOutcome outcome;
    try (var core = cores.take()) {
      outcome =
          new QemuRunner(session::log, Map.of(), core)
              .run(boot.run(built, own, Optional.empty(), boot.bench().limit()), console);
    }
    String said = console.toString(StandardCharsets.UTF_8);
    Path log = Files.writeString(own.resolve("console.log"), said);
    if (outcome.exitStatus() != 0) {
      throw new FailedMeasurementException(
          (outcome instanceof GuestOutcome.TimedOut
                  ? "no end within " + boot.bench().limit().toSeconds() + " s (bench.yaml: timeout)"
                  : GuestEnd.words(outcome))
              + "; its console: "
              + log);
    }
    return said;
  }
}
