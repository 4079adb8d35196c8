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
 * @param host the load that comes from this machine; empty: it comes with the image
 */
public record BenchSpec(
    List<String> arguments,
    int memoryMiB,
    Duration limit,
    Map<String, Pattern> metrics,
    double noise,
    Optional<HostLoad> host) {
  public BenchSpec {
    arguments = List.copyOf(arguments);
  }

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
