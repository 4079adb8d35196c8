package org.flexos.cli.current;

import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.flexos.cli.pipeline.ImageFiles;
import org.flexos.model.LibraryFacts;
import org.flexos.model.Plan;

/**
 * An image that is built, verified, and what its files ask for.
 *
 * @param compiledUnits that were not in the cache
 * @param milliseconds that each step took
 * @param planned read when somebody asks for it: mostly, nobody does
 * @param known as {@code planned}
 */
public record ReadyImage(
    ImageFiles files,
    ImageSheet sheet,
    int compiledUnits,
    Map<String, Long> milliseconds,
    Supplier<Plan> planned,
    Supplier<SortedMap<String, LibraryFacts>> known) {

  public Plan plan() {
    return planned.get();
  }

  public SortedMap<String, LibraryFacts> facts() {
    return known.get();
  }
}
