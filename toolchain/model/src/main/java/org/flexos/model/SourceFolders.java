package org.flexos.model;

import java.util.Set;

/**
 * What lies among sources without being any. Whoever looks for libraries, tells whether one has
 * changed, or whether an image has, must pass over the same.
 */
public final class SourceFolders {
  private static final Set<String> PASSED_OVER = Set.of("build", "target", "tests");

  private SourceFolders() {}

  /** A folder of this name, below a folder of sources: what was built, tests, or hidden. */
  public static boolean passesOver(String name) {
    return isHidden(name) || PASSED_OVER.contains(name);
  }

  /** A file or folder of this name. */
  public static boolean isHidden(String name) {
    return name.startsWith(".");
  }
}
