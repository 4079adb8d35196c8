package org.flexos.cli.explore;

import java.util.Arrays;
import java.util.List;
import org.flexos.model.Hardening;

/** The names of hardening sets: {@code none}, {@code all}, or hardenings joined by +. */
final class HardeningSet {
  private HardeningSet() {}

  /** Every hardening that exists. */
  static List<String> all() {
    return Arrays.stream(Hardening.values()).map(Hardening::yamlName).toList();
  }

  /** The hardenings that a set's name stands for; they need not exist. */
  static List<String> members(String name) {
    return switch (name) {
      case "none" -> List.of();
      case "all" -> all();
      default -> List.of(name.split("\\+"));
    };
  }
}
