package org.flexos.cli.explore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flexos.cli.Session;
import org.flexos.cli.pipeline.BuildPipeline.Built;
import org.flexos.config.BenchSpec.HostLoad;
import org.flexos.exec.Cores;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.PortForward;
import org.flexos.exec.ProcessRunner;
import org.flexos.exec.SearchPath;
import org.flexos.explore.search.Source.FailedMeasurementException;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;

/**
 * The load is a program on this machine that talks to the guest through a forwarded port. However
 * it ends, neither the guest nor the program outlives the run.
 */
final class HostDrive implements Drive {
  private static final String PORT = "{port}";
  private static final String CARD = "virtio-net";

  /** Of what is late, the guest is not the first to be killed: the load has more to say. */
  private static final Duration OUTLIVES = Duration.ofSeconds(60);

  private final Session session;
  private final Boot boot;
  private final HostLoad load;
  private final Cores cores;

  /**
   * @throws EnvironmentException a program of the load is not on this machine
   */
  HostDrive(Session session, Boot boot, Cores cores) {
    this.session = session;
    this.boot = boot;
    this.load = boot.bench().host().orElseThrow();
    this.cores = cores;
    for (List<String> command : List.of(load.warmUp(), load.command())) {
      if (!command.isEmpty() && !isProgram(command.get(0))) {
        throw new EnvironmentException(
            boot.application().resolve("bench.yaml")
                + " drives with '"
                + command.get(0)
                + "', which is not on this machine: install it, or give its path");
      }
    }
  }

  private static boolean isProgram(String name) {
    if (name.contains("/")) {
      return Files.isExecutable(Path.of(name));
    }
    return SearchPath.find(name).isPresent();
  }

  /** The guest's and the client's; so many runs go on at once that each has both. */
  @Override
  public int cores() {
    return 2;
  }

  @Override
  public String run(Built built, Path own) throws IOException {
    if (!Boot.has(built.planned().plan(), CARD)) {
      throw new UserErrorException(
          "drive: host: this image has no network card; put lwip and virtio-net under libraries in"
              + " kraft.yaml");
    }
    int port = freePort();
    var network =
        new GuestDevices.UserNetwork(
            List.of(
                new PortForward(PortForward.Protocol.TCP, PortForward.LOOPBACK, port, load.port())),
            "");
    long until = System.nanoTime() + boot.bench().limit().toNanos();
    try (var core = cores.take();
        var other = cores.count() >= cores() ? cores.take() : Cores.Core.ANY;
        var guest =
            RunningGuest.start(
                session,
                boot.run(built, own, Optional.of(network), boot.bench().limit().plus(OUTLIVES)),
                core,
                own.resolve("console.log"))) {
      guest.awaitWords(load.ready(), left(until));
      if (!load.warmUp().isEmpty()) {
        client(guest, "warm-up", load.warmUp(), port, other, until, own);
      }
      return client(guest, "command", load.command(), port, other, until, own);
    }
  }

  /** What one command said. */
  private String client(
      RunningGuest guest,
      String name,
      List<String> command,
      int port,
      Cores.Core core,
      long until,
      Path own)
      throws IOException {
    var line = new ArrayList<>(core.prefix());
    command.forEach(word -> line.add(word.replace(PORT, Integer.toString(port))));
    ProcessRunner.Attempt attempt = session.runner().attempt(line, left(until), own);
    Path log = Files.writeString(own.resolve(name + ".log"), attempt.said());
    guest.failIfEnded(name);
    if (attempt.status().isEmpty()) {
      throw new FailedMeasurementException(
          "the "
              + name
              + " did not end within "
              + boot.bench().limit().toSeconds()
              + " s after the boot (bench.yaml: timeout); what it said: "
              + log);
    }
    if (attempt.status().get() != 0) {
      throw new FailedMeasurementException(
          "the "
              + name
              + " ended with status "
              + attempt.status().get()
              + "; what it said: "
              + log);
    }
    return attempt.said();
  }

  private static Duration left(long until) {
    return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
