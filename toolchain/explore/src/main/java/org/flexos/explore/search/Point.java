package org.flexos.explore.search;

import java.util.Map;

/**
 * A configuration in words.
 *
 * @param rank steps above "no isolation, no hardening"
 * @param compartments {@code redis+musl | lwip}
 * @param hardened {@code lwip, redis} or {@code none}
 * @param choices what else was chosen, by axis: {@code gate -> strict}
 */
public record Point(
    String id, int rank, String compartments, String hardened, Map<String, String> choices) {
  public Point {
    choices = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(choices));
  }

  /** One line of prose. */
  public String describe() {
    var text = new StringBuilder(compartments).append("; hardened: ").append(hardened);
    choices.forEach((axis, value) -> text.append("; ").append(axis).append(": ").append(value));
    return text.toString();
  }
}
