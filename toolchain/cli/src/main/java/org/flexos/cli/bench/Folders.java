package org.flexos.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.flexos.exec.Leftovers;

/** Scratch folders of measurements. */
final class Folders {
  private Folders() {}

  /** A new one, below the system's. */
  static Path scratch(String prefix) throws IOException {
    return Leftovers.folder(Path.of(System.getProperty("java.io.tmpdir")), prefix);
  }

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
