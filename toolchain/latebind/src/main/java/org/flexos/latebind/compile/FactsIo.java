package org.flexos.latebind.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.flexos.model.LibraryFacts;
import org.flexos.model.json.JsonException;
import org.flexos.model.json.RecordJson;

/** Facts in a file. */
public final class FactsIo {
  private FactsIo() {}

  public static void write(LibraryFacts facts, Path file) throws IOException {
    Files.writeString(file, RecordJson.write(facts) + "\n");
  }

  /** Empty when the file is missing or damaged. */
  public static Optional<LibraryFacts> read(Path file) {
    try {
      return Optional.of(RecordJson.read(LibraryFacts.class, Files.readString(file)));
    } catch (IOException | JsonException e) {
      return Optional.empty();
    }
  }
}
