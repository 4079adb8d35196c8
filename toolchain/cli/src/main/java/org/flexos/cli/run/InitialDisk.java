package org.flexos.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.flexos.exec.Leftovers;
import org.flexos.model.EnvironmentException;
import org.flexos.model.UserErrorException;
import org.flexos.verify.ElfFile;

/**
 * The initial RAM disk of one guest. What is packed for it is in a file of its own, which no other
 * run of the image writes, and which goes with this object, or with this process.
 */
public final class InitialDisk implements AutoCloseable {
  private static final long MIB = 1 << 20;

  /** For tables of pages, stacks and heaps; with less no program says more than that. */
  private static final long RESERVE = 4 * MIB;

  private static final int LEAST_MIB = 8;

  private final Optional<Path> source;
  private final Optional<Path> file;
  private final boolean isPacked;

  private InitialDisk(Optional<Path> source, Optional<Path> file, boolean isPacked) {
    this.source = source;
    this.file = file;
    this.isPacked = isPacked;
  }

  /**
   * @param asked a cpio file or a folder; empty: the application's own {@code initrd} folder, if
   *     any
   * @param image of the guest; a folder's archive is written beside it
   */
  public static InitialDisk of(Optional<Path> asked, Path application, Path image) {
    Optional<Path> source = InitrdStep.source(asked, application);
    return source.filter(Files::isDirectory).isPresent()
        ? pack(source, Map.of(), image)
        : new InitialDisk(source, source, false);
  }

  /**
   * None, for an image that has no file system.
   *
   * @param warn told of files beside the application that are not in its guest
   * @throws UserErrorException the user asked for some
   */
  public static InitialDisk unheld(Optional<Path> asked, Path application, Consumer<String> warn) {
    Optional<Path> source = InitrdStep.source(asked, application);
    String remedy = "this image has no file system for it; put ramfs under libraries in kraft.yaml";
    if (asked.isPresent()) {
      throw new UserErrorException("--initrd " + asked.get() + ": " + remedy);
    }
    source.ifPresent(s -> warn.accept("warning: " + s + " is not in the guest: " + remedy));
    return new InitialDisk(Optional.empty(), Optional.empty(), false);
  }

  /** The application's own {@code initrd} folder, if any, and more files in its root. */
  public static InitialDisk with(Map<String, byte[]> more, Path application, Path image) {
    return pack(InitrdStep.own(application), more, image);
  }

  private static InitialDisk pack(Optional<Path> folder, Map<String, byte[]> more, Path image) {
    Path target = image.toAbsolutePath().getParent();
    try {
      Path packed = Leftovers.file(target, ".initrd", ".cpio");
      var disk = new InitialDisk(folder, Optional.of(packed), true);
      try {
        CpioArchive.fill(folder, more, packed);
      } catch (IOException | RuntimeException e) {
        disk.close();
        throw e;
      }
      return disk;
    } catch (IOException e) {
      throw InitrdStep.cannotPack(folder.orElse(target), e);
    }
  }

  /** What QEMU is to read, as long as this object is open. */
  public Optional<Path> file() {
    return file;
  }

  /**
   * Refuses a disk for which a guest has no room beside its image: QEMU would put it over the
   * image.
   */
  public InitialDisk fitting(Path image, int memoryMiB) {
    if (file.isEmpty()) {
      return this;
    }
    try {
      long disk = Files.size(file.get());
      long end =
          ElfFile.read(image).segments().stream()
              .mapToLong(s -> s.physical() + s.memorySize())
              .max()
              .orElse(0);
      if (disk + end + RESERVE > (long) memoryMiB * MIB) {
        throw new UserErrorException(
            "the initial RAM disk "
                + source.orElse(file.get())
                + " has "
                + mebibytes(disk)
                + " MiB, which a guest of "
                + memoryMiB
                + " MiB has no room for; raise it: -M "
                + (mebibytes(disk) + mebibytes(end) + LEAST_MIB)
                + " or more");
      }
      return this;
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file.get() + ": " + e.getMessage(), e);
    }
  }

  private static long mebibytes(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }

  @Override
  public void close() {
    if (isPacked) {
      file.ifPresent(Leftovers::remove);
    }
  }
}
