package org.flexos.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of one image. {@code image} is what runs: stripped. {@code debug} is the linked ELF
 * with symbols, relocations and the plan; {@code parts} holds what the linker was given, to be
 * read. All but the parts are replaced at once: another command may be using them.
 */
public record ImageFiles(Path image, Path debug, Path parts) {
  public static ImageFiles of(Path image) {
    String name = image.getFileName().toString();
    String stem = name.endsWith(".elf") ? name.substring(0, name.length() - 4) : name;
    return new ImageFiles(image, debugOf(image), image.resolveSibling(stem + ".parts"));
  }

  /** The plan, as it is inside of the full ELF. */
  public Path plan() {
    return parts.resolve(LinkStep.PLAN);
  }

  /** Removes an image and all that came with it; what is not there is fine. */
  public static void remove(Path image) throws IOException {
    ImageFiles files = of(image);
    Files.deleteIfExists(files.image());
    Files.deleteIfExists(files.debug());
    removeFolder(files.parts());
  }

  /** A folder of plain files. */
  static void removeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** Where the full ELF of a stripped image is. */
  public static Path debugOf(Path image) {
    return image.resolveSibling(image.getFileName() + ".dbg");
  }
}
