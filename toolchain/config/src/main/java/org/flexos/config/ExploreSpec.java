package org.flexos.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.flexos.model.SourceLocation;

/**
 * What may vary in an application's images: {@code explore.yaml}, or what follows from {@code
 * kraft.yaml}.
 *
 * @param components libraries that may move, in the order of an id's digits
 * @param placed libraries that kraft.yaml puts somewhere; those that are no components follow the
 *     first component
 * @param with for components, other libraries that are placed and hardened as they are
 * @param together groups of components that share a compartment
 * @param apart pairs of components that never do
 * @param atMost compartments
 * @param axes allowed values of {@code driver}, {@code gate}, {@code stack}, {@code heap}
 * @param hardening sets on offer for each component: {@code none}, {@code all}, or names joined by
 *     +
 * @param forbid combinations of axis values
 * @param orders of axes, replaced by the user: {@code a < b} each
 * @param places of keys in the file, for messages
 */
public record ExploreSpec(
    String file,
    List<String> components,
    List<String> placed,
    Map<String, List<String>> with,
    List<List<String>> together,
    List<List<String>> apart,
    OptionalInt atMost,
    Map<String, List<String>> axes,
    Map<String, List<String>> hardening,
    List<Map<String, String>> forbid,
    Map<String, List<String>> orders,
    Map<String, SourceLocation> places) {

  /** Where a key stands; the file if it does not. */
  public SourceLocation at(String key) {
    return Optional.ofNullable(places.get(key)).orElse(new SourceLocation(file, 0, 0));
  }
}
