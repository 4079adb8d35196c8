package org.flexos.cli.bench.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildPipeline;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.cli.run.InitrdStep;
import org.flexos.exec.Accelerator;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.GuestRun;
import org.flexos.exec.PortForward;
import org.flexos.exec.QemuRunner;

/** Our Redis image under one profile, ready to be booted. */
final class FlexosGuest {
  static final String APPLICATION = "apps/redis";
  static final int REDIS_PORT = 6379;

  private static final String RANDOM = "virtio-rng";

  private final Session session;
  private final String profile;
  private final BuildPipeline.Built built;
  private final Map<String, String> environment;

  private FlexosGuest(
      Session session, String profile, BuildPipeline.Built built, Map<String, String> environment) {
    this.session = session;
    this.profile = profile;
    this.built = built;
    this.environment = environment;
  }

  /**
   * @param folder gets the image
   * @param environment QEMU's
   */
  static FlexosGuest build(
      Session session, String profile, Path folder, Map<String, String> environment) {
    var request =
        new BuildRequest(
            session.home().resolve(APPLICATION),
            Optional.of(profile),
            Optional.empty(),
            Optional.of(folder.resolve(profile + ".elf")));
    return new FlexosGuest(
        session, profile, new BuildPipeline(session).build(request), environment);
  }

  String profile() {
    return profile;
  }

  /** Of the stripped image. */
  long bytes() throws IOException {
    return Files.size(built.files().image());
  }

  /** What the application's kraft.yaml says the server is started with. */
  List<String> redisArguments(int memoryMiB) {
    return built.planned().loaded().commandWith((long) memoryMiB << 20);
  }

  /**
   * @param folder new and empty; gets what the guest says
   */
  GuestServer start(int memoryMiB, Path folder) {
    int port = GuestServer.freePort();
    var line =
        new ArrayList<>(
            List.of("flexos.name=redis", "uktime.epoch=" + Instant.now().getEpochSecond(), "--"));
    line.addAll(redisArguments(memoryMiB));
    boolean random =
        built.planned().plan().placement().stream().anyMatch(p -> p.library().equals(RANDOM));
    var run =
        new GuestRun(
            built.files().image(),
            InitrdStep.run(
                Optional.empty(),
                session.home().resolve(APPLICATION),
                folder.resolve("initrd.cpio")),
            memoryMiB,
            Accelerator.TCG,
            false,
            line,
            new GuestDevices(Optional.of(network(port)), random, List.of()),
            Duration.ofDays(1));
    return new GuestServer(
        profile, port, new QemuRunner(session::log, environment).start(run, folder));
  }

  /** QEMU's own network, in which {@code port} of this machine leads to Redis. */
  static GuestDevices.UserNetwork network(int port) {
    var forward = new PortForward(PortForward.Protocol.TCP, PortForward.LOOPBACK, port, REDIS_PORT);
    return new GuestDevices.UserNetwork(List.of(forward), "");
  }
}
