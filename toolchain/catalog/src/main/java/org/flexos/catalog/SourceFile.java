package org.flexos.catalog;

import java.nio.file.Path;

/**
 * A source file of a library.
 *
 * @param unitName unique in the library: its path below its root without the ending, everything but
 *     letters and digits as '_'
 */
public record SourceFile(String unitName, Path path) {}
