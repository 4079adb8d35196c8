package org.flexos.latebind.compile;

import java.util.List;
import org.flexos.latebind.UnitFacts;

/**
 * Facts of a unit whose object is finished.
 *
 * @param generated late call symbols and symbols of the library that only the object mentions
 */
record BoundUnit(UnitFacts facts, List<String> generated) {
  static final UnitFacts NO_FACTS =
      new UnitFacts(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
}
