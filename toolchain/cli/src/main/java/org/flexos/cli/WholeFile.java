package org.flexos.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;

/** An answer in a file that the user named: written at once or not at all. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * To be asked before work is done for the file.
   *
   * @param option by which the user named it
   * @throws UserErrorException it could not be written in the end
   */
  public static void check(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new UserErrorException(option + " " + file + ": is a folder; name a file in it");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserErrorException(
          option + " " + file + ": there is no folder " + folder + "; make it first");
    }
  }

  public static void write(Path file, String text) {
    try {
      Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".flexos", "");
      try {
        Files.writeString(fresh, text);
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new EnvironmentException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
