package org.flexos.cli.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildMemory;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.cli.pipeline.BuildPipeline.DebugInformation;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.cli.pipeline.ImageFiles;
import org.flexos.model.EnvironmentException;

/**
 * Plans, links and verifies the images of a space's configurations, each in a folder of its own.
 * Safe for use by several threads.
 */
public final class ConfigurationImages {
  private final Session session;
  private final Path application;
  private final Path folder;
  private final UnaryOperator<String> profile;
  private final BuildMemory memory;

  /**
   * @param folder below it each configuration has one, with its profile and its image
   * @param profile text of an id's profile
   */
  public ConfigurationImages(
      Session session, Path application, Path folder, UnaryOperator<String> profile) {
    this.session = session;
    this.application = application;
    this.folder = folder;
    this.profile = profile;
    this.memory = new BuildMemory(session);
  }

  Path application() {
    return application;
  }

  /** A configuration's own folder. */
  public Path folder(String id) {
    return folder.resolve(id);
  }

  /**
   * @throws org.flexos.model.UserErrorException there is no such image, and why
   */
  public Built build(String id) {
    return pipeline().build(request(id));
  }

  /** An image with a library more, whose gates count their calls. */
  Built buildCounting(String id, String instrument) {
    return pipeline().build(request(id).with(instrument).counting());
  }

  /** Compiles what is not in the cache. */
  void plan(String id) {
    pipeline().plan(request(id));
  }

  private BuildPipeline pipeline() {
    return new BuildPipeline(session, memory, DebugInformation.DROPPED);
  }

  private BuildRequest request(String id) {
    Path own = folder(id);
    try {
      Files.createDirectories(own);
      Path file = Files.writeString(own.resolve("profile.yaml"), profile.apply(id));
      return new BuildRequest(
          application,
          Optional.of(file.toString()),
          Optional.empty(),
          Optional.of(own.resolve("image.elf")));
    } catch (IOException e) {
      throw new EnvironmentException(own + ": " + e.getMessage(), e);
    }
  }

  /** Removes an image, not its profile, from which it can be made again. */
  void drop(String id) {
    try {
      ImageFiles.remove(folder(id).resolve("image.elf"));
    } catch (IOException e) {
      throw new EnvironmentException(folder(id) + ": " + e.getMessage(), e);
    }
  }
}
