package org.flexos.exec;

import java.util.Optional;

/**
 * Reads what ring 0 wrote on its own port: lines {@code exit N}, {@code fault {json}} and {@code
 * crash {json}}. The first fault or crash decides; an exit line alone is a normal end.
 */
final class ControlChannel {
  private ControlChannel() {}

  /** Empty when no complete line says how the run ended. */
  static Optional<GuestOutcome> parse(String text) {
    Optional<GuestOutcome> exit = Optional.empty();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
      if (line.startsWith("fault ")) {
        return Optional.of(new GuestOutcome.Faulted(line.substring("fault ".length())));
      }
      if (line.startsWith("crash ")) {
        return Optional.of(new GuestOutcome.Crashed(line.substring("crash ".length())));
      }
      if (exit.isEmpty() && line.matches("exit -?\\d{1,9}")) {
        exit =
            Optional.of(
                new GuestOutcome.Exited(Integer.parseInt(line.substring("exit ".length()))));
      }
    }
    return exit;
  }
}
