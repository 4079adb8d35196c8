package org.flexos.latebind.compile;

import java.nio.file.Path;

/**
 * One source file. Its kind follows from its ending: {@code .c}, or {@code .S} and {@code .s} for
 * assembly.
 *
 * @param name unique in the library: letters, digits and '_'
 */
public record CompileUnit(String name, Path source) {
  boolean isAssembly() {
    String file = source.getFileName().toString();
    return file.endsWith(".S") || file.endsWith(".s");
  }
}
