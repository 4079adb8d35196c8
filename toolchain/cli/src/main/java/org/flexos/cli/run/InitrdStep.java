package org.flexos.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;

/** From what the user named to an archive that the guest can read. */
public final class InitrdStep {
  private InitrdStep() {}

  /**
   * @param asked a cpio file or a folder; empty: the application's own {@code initrd} folder, if
   *     any
   * @param packed where a folder's archive is written; nobody else may write there meanwhile
   */
  public static Optional<Path> run(Optional<Path> asked, Path application, Path packed) {
    return source(asked, application).map(s -> Files.isDirectory(s) ? pack(s, packed) : s);
  }

  private static Path pack(Path folder, Path packed) {
    try {
      CpioArchive.write(folder, packed);
      return packed;
    } catch (IOException e) {
      throw cannotPack(folder, e);
    }
  }

  static EnvironmentException cannotPack(Path folder, IOException e) {
    return new EnvironmentException("cannot read or pack " + folder + ": " + e.getMessage(), e);
  }

  /** The folder of an application whose files are in the root of its guest, if there is one. */
  static Optional<Path> own(Path application) {
    return Optional.of(application.resolve("initrd")).filter(Files::isDirectory);
  }

  /** What is to be in the guest: a folder, or an archive. */
  static Optional<Path> source(Optional<Path> asked, Path application) {
    asked.ifPresent(InitrdStep::check);
    return asked.or(() -> own(application));
  }

  private static void check(Path source) {
    if (!Files.exists(source)) {
      throw new UserErrorException(
          "--initrd "
              + source
              + ": no such file or folder;"
              + " name a cpio archive (newc) or a folder to pack");
    }
    if (Files.isDirectory(source)) {
      return;
    }
    if (!Files.isRegularFile(source)) {
      throw new UserErrorException(
          "--initrd "
              + source
              + ": neither a file nor a folder, and QEMU needs one; name a cpio archive (newc) or"
              + " a folder to pack");
    }
    if (!isCpio(source)) {
      throw new UserErrorException(
          "--initrd "
              + source
              + ": not a cpio archive of the newc kind (it does not begin with"
              + " 070701); name the folder itself, or pack it with: find . | cpio -o -H newc");
    }
  }

  private static boolean isCpio(Path source) {
    try {
      return CpioArchive.isCpio(source);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + source + ": " + e.getMessage(), e);
    }
  }
}
