package org.flexos.cli.bench.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same load on several servers, in turns, so that whatever else the machine does meets all of
 * them alike.
 */
final class LoadComparison {
  /**
   * One run.
   *
   * @param perSecond requests, by the wall clock
   * @param perProcessorSecond requests, by the processor time of the guest's QEMU
   */
  record Sample(double perSecond, double perProcessorSecond) {}

  private final RedisBenchmark benchmark;
  private final Map<Load, Map<String, List<Sample>>> samples = new LinkedHashMap<>();

  LoadComparison(RedisBenchmark benchmark) {
    this.benchmark = benchmark;
  }

  /**
   * @param rounds how often each load meets each server, after a first time that does not count
   * @param progress told what comes next
   */
  void run(List<GuestServer> servers, int rounds, Progress progress) {
    for (Load load : Load.ALL) {
      for (GuestServer server : servers) {
        progress.next(load.title() + ", warming up " + server.name());
        benchmark.requestsPerSecond(load.warmUp(), server.port());
      }
      for (int round = 0; round < rounds; round++) {
        for (GuestServer server : servers) {
          progress.next(load.title() + ", " + server.name());
          samples
              .computeIfAbsent(load, l -> new LinkedHashMap<>())
              .computeIfAbsent(server.name(), n -> new ArrayList<>())
              .add(sample(load, server));
        }
      }
    }
  }

  private Sample sample(Load load, GuestServer server) {
    double before = server.program().processorSeconds();
    double perSecond = benchmark.requestsPerSecond(load, server.port());
    double used = server.program().processorSeconds() - before;
    return new Sample(perSecond, load.requests() / used);
  }

  /** Servers in the order in which they were asked. */
  List<String> servers() {
    return List.copyOf(samples.values().iterator().next().keySet());
  }

  Spread perSecond(Load load, String server) {
    return Spread.of(samples.get(load).get(server).stream().map(Sample::perSecond).toList());
  }

  Spread perProcessorSecond(Load load, String server) {
    return Spread.of(
        samples.get(load).get(server).stream().map(Sample::perProcessorSecond).toList());
  }
}
