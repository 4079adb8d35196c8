package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.config.BenchSpec;
import org.flexos.explore.search.Measurement;
import org.flexos.explore.search.Source;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;

/**
 * Builds a configuration's image, drives it, and reads the figure off what was said. {@code model}:
 * under icount, where guest time is the number of instructions and figures are exact. {@code wall}:
 * as fast as the machine goes.
 */
final class GuestSource implements Source {
  private final ConfigurationImages images;
  private final Drive drive;
  private final BenchSpec bench;
  private final String metric;
  private final boolean counted;

  /**
   * @param metric one of the benchmark's
   * @param counted the {@code model} source
   */
  GuestSource(
      ConfigurationImages images, Drive drive, BenchSpec bench, String metric, boolean counted) {
    this.images = images;
    this.drive = drive;
    this.bench = bench;
    this.metric = metric;
    this.counted = counted;
  }

  @Override
  public String name() {
    return counted ? "model" : "wall";
  }

  /** How many cores a run keeps busy. */
  int cores() {
    return drive.cores();
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
    Path own = images.folder(id);
    Built built;
    try {
      built = images.build(id);
    } catch (UserErrorException e) {
      throw new FailedMeasurementException("no image: " + e.getMessage());
    }
    try {
      String said = drive.run(built, own);
      Measurement figure =
          Measurement.run(figure(said, Files.writeString(own.resolve("figures.log"), said)));
      images.drop(id);
      return figure;
    } catch (IOException e) {
      throw new EnvironmentException(own + ": " + e.getMessage(), e);
    }
  }

  private double figure(String said, Path log) {
    Pattern pattern = bench.metrics().get(metric);
    Matcher found = pattern.matcher(said.replace("\r", ""));
    if (!found.find()) {
      throw new FailedMeasurementException(
          "metric '"
              + metric
              + "' is not among what was said (pattern: "
              + pattern
              + "); what was said: "
              + log);
    }
    double figure = number(found.group(1));
    if (!Double.isFinite(figure)) {
      throw new FailedMeasurementException(
          "metric '" + metric + "' is no number: '" + found.group(1) + "'; what was said: " + log);
    }
    return figure;
  }

  /**
   * @param text null: the pattern matched without its group
   */
  private static double number(String text) {
    try {
      return text == null ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
