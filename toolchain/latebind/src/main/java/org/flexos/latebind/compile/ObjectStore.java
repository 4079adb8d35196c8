package org.flexos.latebind.compile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.flexos.exec.Leftovers;
import org.flexos.model.EnvironmentException;

/**
 * Files of the cache, named by the hash of what they were made from. A file appears complete or not
 * at all, so several builds may share the cache without a lock: the worst case is work done twice.
 */
final class ObjectStore {
  private static final String TEMPORARY = "tmp";

  private final Path folder;

  ObjectStore(Path folder) {
    this.folder = folder;
  }

  /** Files of builds that were killed, those of their compilers too. */
  static void removeLeftovers(Path folder) throws IOException {
    if (!Files.isDirectory(folder.resolve(TEMPORARY))) {
      return;
    }
    try (var left = Files.newDirectoryStream(folder.resolve(TEMPORARY))) {
      left.forEach(ObjectStore::discard);
    }
  }

  Path file(String key, String ending) {
    return folder.resolve(key.substring(0, 2)).resolve(key + ending);
  }

  /** A new file beside the final ones, to be filled and then given to {@link #install}. */
  Path temporary(String ending) {
    try {
      return Leftovers.file(Files.createDirectories(folder.resolve(TEMPORARY)), "new", ending);
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  Path install(Path temporary, String key, String ending) {
    Path file = file(key, ending);
    try {
      Files.createDirectories(file.getParent());
      return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  Path installText(String text, String key, String ending) {
    Path temporary = temporary(ending);
    try {
      Files.writeString(temporary, text);
      return install(temporary, key, ending);
    } catch (IOException e) {
      throw cannotWrite(temporary, e);
    } finally {
      discard(temporary);
    }
  }

  Optional<String> text(String key, String ending) {
    Path file = file(key, ending);
    try {
      return Files.exists(file)
          ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read the cache file " + file + ": " + e.getMessage(), e);
    }
  }

  /** Removes a temporary file that was not installed; nothing to do is fine. */
  static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // A leftover in tmp/ is never read, and the next build that finds no other removes it.
    }
  }

  /** A folder filled elsewhere in the store takes its final name; whoever comes first wins. */
  static void installFolder(Path temporary, Path target) {
    try {
      Files.createDirectories(target.getParent());
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
      discardFolder(temporary);
    } catch (IOException e) {
      discardFolder(temporary);
      if (!Files.isDirectory(target)) {
        throw cannotWrite(target, e);
      }
    }
  }

  static void discardFolder(Path temporary) {
    try (var files = Files.list(temporary)) {
      files.forEach(ObjectStore::discard);
    } catch (IOException e) {
      return;
    }
    discard(temporary);
  }

  static EnvironmentException cannotWrite(Path file, IOException e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return new EnvironmentException(
        reason.contains("No space left on device")
            ? "disk full while writing "
                + file
                + "; free some space, or remove cached objects with"
                + " `./flexos clean --cache`; nothing half-written was kept"
            : "cannot write " + file + ": " + reason,
        e);
  }
}
