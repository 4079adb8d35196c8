package org.flexos.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;
import org.flexos.verify.ElfFile;

/** From what the user named to an archive that the guest can read. */
public final class InitrdStep {
  private static final long MIB = 1 << 20;

  /** For tables of pages, stacks and heaps; with less no program says more than that. */
  private static final long RESERVE = 4 * MIB;

  private static final int LEAST_MIB = 8;

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

  /**
   * Refuses an archive for which a guest has no room beside its image: QEMU would put it over the
   * image.
   */
  public static Optional<Path> fitting(Optional<Path> archive, Path image, int memoryMiB) {
    if (archive.isEmpty()) {
      return archive;
    }
    try {
      long disk = Files.size(archive.get());
      long end =
          ElfFile.read(image).segments().stream()
              .mapToLong(s -> s.physical() + s.memorySize())
              .max()
              .orElse(0);
      if (disk + end + RESERVE > (long) memoryMiB * MIB) {
        throw new UserErrorException(
            "the initial RAM disk "
                + archive.get()
                + " has "
                + mebibytes(disk)
                + " MiB, which a guest of "
                + memoryMiB
                + " MiB has no room for; raise it: -M "
                + (mebibytes(disk) + mebibytes(end) + LEAST_MIB)
                + " or more");
      }
      return archive;
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + archive + ": " + e.getMessage(), e);
    }
  }

  private static long mebibytes(long bytes) {
    return (bytes + MIB - 1) / MIB;
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
