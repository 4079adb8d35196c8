package org.flexos.latebind.compile;

import java.nio.file.Path;
import java.util.List;

/**
 * What clang made of a unit, before anything is bound.
 *
 * @param file bitcode, or an object for assembly and for the trusted base; in the cache
 * @param hash of the file
 * @param defines symbols that it defines strongly for other units, sorted
 */
record TranslatedUnit(CompileUnit unit, Path file, String hash, List<String> defines) {}
