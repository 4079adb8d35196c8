package org.flexos.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an application is measured: {@code bench.yaml}.
 *
 * @param arguments of main; empty: those of kraft.yaml
 * @param memoryMiB guest memory
 * @param limit a run that takes longer counts as failed
 * @param metrics by name, what the figure follows in what was said: group 1 is the number
 * @param noise expected scatter of a run as a fraction; 0: the same on every run
 * @param host the load that comes from this machine, if it does
 * @param tape the load that clients inside the guest play, if they do; then a metric's pattern is
 *     the beginning of its phase's name
 */
public record BenchSpec(
    List<String> arguments,
    int memoryMiB,
    Duration limit,
    Map<String, Pattern> metrics,
    double noise,
    Optional<HostLoad> host,
    Optional<TapeLoad> tape) {
  public BenchSpec {
    arguments = List.copyOf(arguments);
  }

  /**
   * Requests that are played from inside the guest.
   *
   * @param name of a load that this tool knows
   * @param connections that are open at once
   * @param pipeline requests that a connection sends before it waits
   * @param requests that are measured, a multiple of the two
   */
  public record TapeLoad(String name, int connections, int pipeline, int requests) {}

  /**
   * A program on this machine that talks to the guest.
   *
   * @param port of the guest
   * @param ready what the guest says on its console once it serves
   * @param warmUp a command that runs first and is not measured; may be empty
   * @param command what is measured; in both, <code>{port}</code> is the port of this machine that
   *     leads to the guest's
   */
  public record HostLoad(int port, Pattern ready, List<String> warmUp, List<String> command) {
    public HostLoad {
      warmUp = List.copyOf(warmUp);
      command = List.copyOf(command);
    }
  }
}
