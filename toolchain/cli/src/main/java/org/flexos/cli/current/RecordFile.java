package org.flexos.cli.current;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.flexos.cli.pipeline.ImageFiles;
import org.flexos.exec.Leftovers;
import org.flexos.model.binary.BinaryException;
import org.flexos.model.binary.RecordBinary;

/** Where an image's record is: among its parts, with which it goes when it is built anew. */
final class RecordFile {
  private static final String NAME = "made-from.bin";

  private RecordFile() {}

  /** Empty when there is none, or it cannot be read. */
  static Optional<ImageRecord> read(ImageFiles files) {
    try {
      byte[] bytes = Files.readAllBytes(files.parts().resolve(NAME));
      return Optional.of(RecordBinary.read(ImageRecord.class, bytes));
    } catch (IOException | BinaryException e) {
      return Optional.empty();
    }
  }

  /** Without it the image is built again, no more: that it cannot be written is no error. */
  static void write(ImageRecord record, ImageFiles files) {
    try {
      Path fresh = Leftovers.file(files.parts().getParent(), ".made-from", "");
      try {
        Files.write(fresh, RecordBinary.write(record));
        Files.move(fresh, files.parts().resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Leftovers.remove(fresh);
      }
    } catch (IOException e) {
      // The disk is full, or the image was removed meanwhile.
    }
  }
}
