package org.flexos.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Scratch folders of measurements. */
final class Folders {
  private Folders() {}

  /** Removes a folder and all in it; null and missing are fine. */
  static void remove(Path folder) {
    if (folder == null) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // The temporary folder is the system's to clean.
    }
  }
}
