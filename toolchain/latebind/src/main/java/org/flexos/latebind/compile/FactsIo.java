package org.flexos.latebind.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.flexos.exec.Leftovers;
import org.flexos.model.LibraryFacts;
import org.flexos.model.binary.BinaryException;
import org.flexos.model.binary.RecordBinary;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.RecordJson;

/**
 * Facts in a folder, twice: as JSON, to be read by people, and in the binary form of the same,
 * which takes a tenth of the time to read and is made again when it is missing or damaged.
 */
final class FactsIo {
  static final String TEXT = "facts.json";
  static final String BINARY = "facts.bin";

  private FactsIo() {}

  static void write(LibraryFacts facts, Path folder) throws IOException {
    Files.writeString(folder.resolve(TEXT), RecordJson.write(facts) + "\n");
    Files.write(folder.resolve(BINARY), RecordBinary.write(facts));
  }

  /** Empty when they are missing or damaged. */
  static Optional<LibraryFacts> read(Path folder) {
    try {
      return Optional.of(
          RecordBinary.read(LibraryFacts.class, Files.readAllBytes(folder.resolve(BINARY))));
    } catch (IOException | BinaryException e) {
      return readText(folder);
    }
  }

  private static Optional<LibraryFacts> readText(Path folder) {
    try {
      LibraryFacts facts =
          RecordJson.read(LibraryFacts.class, Files.readString(folder.resolve(TEXT)));
      replaceBinary(facts, folder);
      return Optional.of(facts);
    } catch (IOException | JsonException e) {
      return Optional.empty();
    }
  }

  /** At once or not at all: another build may read it. */
  private static void replaceBinary(LibraryFacts facts, Path folder) {
    try {
      Path fresh = Leftovers.file(folder.getParent(), "facts", ".new");
      try {
        Files.write(fresh, RecordBinary.write(facts));
        Files.move(fresh, folder.resolve(BINARY), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Leftovers.remove(fresh);
      }
    } catch (IOException e) {
      // It is only for speed; a cache that cannot be written to will be noticed elsewhere.
    }
  }
}
