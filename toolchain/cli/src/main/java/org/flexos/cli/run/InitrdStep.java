package org.flexos.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;

/** From what the user named to an archive that the guest can read. */
public final class InitrdStep {
  private InitrdStep() {}

  /**
   * @param asked a cpio file or a folder; empty: the application's own {@code initrd} folder, if
   *     any
   * @param packed where a folder's archive is written
   */
  public static Optional<Path> run(Optional<Path> asked, Path application, Path packed) {
    Path own = application.resolve("initrd");
    Optional<Path> source = asked.isPresent() || !Files.isDirectory(own) ? asked : Optional.of(own);
    return source.map(s -> archive(s, packed));
  }

  /**
   * The application's own {@code initrd} folder, if any, and more files in its root.
   *
   * @param packed where the archive is written
   */
  public static Path with(Map<String, byte[]> more, Path application, Path packed) {
    Path own = application.resolve("initrd");
    try {
      CpioArchive.write(Files.isDirectory(own) ? Optional.of(own) : Optional.empty(), more, packed);
      return packed;
    } catch (IOException e) {
      throw new EnvironmentException("cannot pack " + own + ": " + e.getMessage(), e);
    }
  }

  private static Path archive(Path source, Path packed) {
    if (!Files.exists(source)) {
      throw new UserErrorException(
          "--initrd "
              + source
              + ": no such file or folder;"
              + " name a cpio archive (newc) or a folder to pack");
    }
    try {
      if (Files.isDirectory(source)) {
        CpioArchive.write(source, packed);
        return packed;
      }
      if (!Files.isRegularFile(source)) {
        throw new UserErrorException(
            "--initrd "
                + source
                + ": neither a file nor a folder, and QEMU needs one; name a cpio archive (newc) or"
                + " a folder to pack");
      }
      if (!CpioArchive.isCpio(source)) {
        throw new UserErrorException(
            "--initrd "
                + source
                + ": not a cpio archive of the newc kind (it does not begin with"
                + " 070701); name the folder itself, or pack it with: find . | cpio -o -H newc");
      }
      return source;
    } catch (IOException e) {
      throw new EnvironmentException("cannot read or pack " + source + ": " + e.getMessage(), e);
    }
  }
}
