package org.flexos.latebind.compile;

import java.nio.file.Path;
import java.util.Optional;
import org.flexos.model.LibraryFacts;

/**
 * @param objects folder of the objects that the facts' units name; in the cache, not to be changed
 */
public record CompiledLibrary(LibraryFacts facts, Path objects) {
  /** What was compiled into a folder; empty when it is not there any more. */
  public static Optional<CompiledLibrary> read(Path objects) {
    return FactsIo.read(objects).map(facts -> new CompiledLibrary(facts, objects));
  }
}
