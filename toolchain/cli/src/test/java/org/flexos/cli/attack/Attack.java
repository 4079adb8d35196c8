package org.flexos.cli.attack;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What the attacker is told to do.
 *
 * @param name known to os/tests/attacks
 * @param numbers what an attacker would have read in the image
 * @param parameters of the guest's libraries and trusted base
 */
record Attack(
    String name, Function<Target, long[]> numbers, List<String> parameters, Duration limit) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  Attack {
    parameters = List.copyOf(parameters);
  }

  static Attack of(String name, Function<Target, long[]> numbers) {
    return new Attack(name, numbers, List.of(), LIMIT);
  }
}
