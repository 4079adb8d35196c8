package org.flexos.latebind.compile;

import java.nio.file.Path;
import org.flexos.model.LibraryFacts;

/**
 * @param objects folder of the objects that the facts' units name; in the cache, not to be changed
 */
public record CompiledLibrary(LibraryFacts facts, Path objects) {}
