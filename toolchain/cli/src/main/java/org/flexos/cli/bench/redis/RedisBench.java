package org.flexos.cli.bench.redis;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flexos.cli.Session;
import org.flexos.cli.run.UserNetworkQueue;
import org.flexos.exec.Leftovers;
import org.flexos.exec.LinuxRun;
import org.flexos.exec.ProcessFailedException;
import org.flexos.model.EnvironmentException;
import org.flexos.model.json.JsonText;

/**
 * Our Redis guest beside the same Redis on a Linux guest, by the wall clock: the same QEMU,
 * accelerator, memory, network and options of Redis.
 */
public final class RedisBench {
  /** The profile without isolation, to which the targets apply. */
  public static final String BASELINE = "none";

  /** The profile with the most gates. */
  private static final String OTHER = "three-way";

  private static final Duration START = Duration.ofMinutes(5);

  /** Building, starting, idling, and the three single figures. */
  private static final int OTHER_STEPS = 6;

  private final Session session;
  private final Options options;
  private final List<String> circumstances = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  /**
   * @param profiles beside the baseline
   * @param rounds how often each load meets each server
   * @param memoryMiB of each guest
   */
  public record Options(List<String> profiles, int rounds, int memoryMiB, boolean json) {
    public Options {
      profiles = profiles.stream().filter(p -> !p.equals(BASELINE)).distinct().toList();
    }
  }

  public RedisBench(Session session, Options options) {
    this.session = session;
    this.options = options;
  }

  public void run() {
    Path scratch = null;
    var servers = new ArrayList<GuestServer>();
    int loads = Load.ALL.size() * (options.rounds() + 1) * (options.profiles().size() + 2);
    try (var progress = new Progress(session, loads + OTHER_STEPS)) {
      scratch = Leftovers.folder(Path.of(System.getProperty("java.io.tmpdir")), "flexos-redis");
      RedisReport report = measure(scratch, servers, progress);
      if (options.json()) {
        session.out().print(JsonText.pretty(report.values()));
      } else {
        report.lines().forEach(session.out()::println);
      }
    } catch (IOException | ProcessFailedException e) {
      throw new EnvironmentException("cannot measure: " + e.getMessage(), e);
    } finally {
      servers.forEach(GuestServer::close);
      if (scratch != null) {
        Leftovers.remove(scratch);
      }
    }
  }

  private RedisReport measure(Path scratch, List<GuestServer> servers, Progress progress)
      throws IOException {
    circumstances.add(
        String.format(
            Locale.ROOT,
            "wall times on this machine: %d processors, load %.1f before the start",
            Runtime.getRuntime().availableProcessors(),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    progress.next("building");
    Map<String, String> environment = UserNetworkQueue.environment(session);
    var guests = new ArrayList<FlexosGuest>();
    guests.add(FlexosGuest.build(session, BASELINE, scratch, environment));
    for (String profile : options.profiles()) {
      guests.add(FlexosGuest.build(session, profile, scratch, environment));
    }
    LinuxGuest linux =
        LinuxGuest.prepare(
            session, scratch, guests.get(0).redisArguments(options.memoryMiB()), environment);
    progress.next("starting the guests");
    start(scratch, linux, guests, servers);
    describe(linux, servers);
    progress.next("idle");
    idle(servers);
    var loads = new LoadComparison(new RedisBenchmark(session.runner()));
    loads.run(servers, options.rounds(), progress);
    servers.forEach(GuestServer::close);
    singleFigures(scratch, guests.get(0), progress);
    return new RedisReport(circumstances, loads, figures);
  }

  private void start(
      Path scratch, LinuxGuest linux, List<FlexosGuest> guests, List<GuestServer> servers)
      throws IOException {
    servers.add(linux.start(options.memoryMiB(), Leftovers.folder(scratch, "linux")));
    for (FlexosGuest guest : guests) {
      servers.add(guest.start(options.memoryMiB(), Leftovers.folder(scratch, guest.profile())));
    }
    servers.forEach(s -> s.awaitPong(START));
  }

  private void describe(LinuxGuest linux, List<GuestServer> servers) throws IOException {
    String qemu =
        session
            .runner()
            .run(List.of("qemu-system-x86_64", "--version"), session.toolLimit())
            .stdout()
            .lines()
            .findFirst()
            .orElse("QEMU");
    circumstances.add(
        qemu
            + ": TCG, -cpu max, one virtual CPU, "
            + options.memoryMiB()
            + " MiB, virtio-net, QEMU's user network");
    circumstances.add(
        "Linux: "
            + linux.kernelVersion()
            + " on "
            + LinuxRun.MACHINE.qemuName()
            + ", card over PCI, '"
            + LinuxGuest.COMMAND_LINE
            + "'; Debian's Redis "
            + servers.get(0).version());
    circumstances.add("FlexOS: on microvm, card over MMIO; Redis " + servers.get(1).version());
    circumstances.add(
        String.format(
            "redis-benchmark: %d connections, values of %d bytes; medians of %d runs in turns"
                + " (lowest to highest)",
            Load.CONNECTIONS, Load.VALUE_BYTES, options.rounds()));
    if (!servers.get(0).version().equals(servers.get(1).version())) {
      session.say(
          "warning: the two guests have different versions of Redis; Debian 12 has the same one");
    }
  }

  private void idle(List<GuestServer> servers) {
    List<Double> percent = SingleFigures.idlePercent(servers);
    for (int i = 0; i < servers.size(); i++) {
      String name = servers.get(i).name();
      if (name.equals(LinuxGuest.NAME)) {
        circumstances.add(
            String.format(
                Locale.ROOT, "the idle Linux guest uses %.1f %% of a core", percent.get(i)));
      } else {
        figures.add(new Figure("idle guest, of a core, profile " + name, percent.get(i), "%", 3));
      }
    }
  }

  private void singleFigures(Path scratch, FlexosGuest baseline, Progress progress)
      throws IOException {
    var single = new SingleFigures(session, scratch);
    progress.next("from run to the first answer");
    figures.add(single.firstAnswer(BASELINE));
    figures.add(SingleFigures.size(baseline));
    progress.next("memory for 10,000 keys");
    figures.add(single.memory(baseline));
    progress.next("another profile");
    figures.addAll(single.profileChange(BASELINE, OTHER));
  }
}
