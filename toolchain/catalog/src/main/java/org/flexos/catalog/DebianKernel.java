package org.flexos.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flexos.exec.Leftovers;
import org.flexos.exec.ProcessRunner;
import org.flexos.model.EnvironmentException;

/**
 * Debian's kernel for virtual machines, unpacked below the user's cache folder and never installed.
 * The archive's newest version is fetched once; apt checks that it is Debian's.
 *
 * @param version of the package, such as {@code 6.1.176-1}
 * @param tree the package's files
 */
public record DebianKernel(String version, Path tree) {
  /** Depends on the newest version's package. */
  private static final String NAME = "linux-image-cloud-amd64";

  private static final Pattern DEPENDENCY = Pattern.compile("Depends: (linux-image-\\S+)");
  private static final Duration UNPACKING = Duration.ofMinutes(5);

  /**
   * From the cache, else from Debian's archive.
   *
   * @param say told before anything is fetched
   * @throws EnvironmentException it cannot be had
   */
  public static DebianKernel get(Path cache, ProcessRunner runner, Consumer<String> say) {
    Path folder = cache.resolve("linux");
    try {
      Files.createDirectories(folder);
      try (FileChannel lock =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        Optional<DebianKernel> present = present(folder);
        if (present.isPresent()) {
          return present.get();
        }
        say.accept("fetching Debian's kernel for virtual machines (27 MB)");
        fetch(folder, runner, Path.of("/etc"));
        return present(folder).orElseThrow(() -> cannot("the package has no kernel"));
      }
    } catch (IOException e) {
      throw cannot(e.getMessage());
    }
  }

  private static Optional<DebianKernel> present(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(e -> Files.isDirectory(e.resolve("boot")))
          .max(Comparator.comparingLong(e -> e.toFile().lastModified()))
          .map(e -> new DebianKernel(e.getFileName().toString(), e));
    }
  }

  private static void fetch(Path folder, ProcessRunner runner, Path machine) throws IOException {
    var apt = new AptFolder(folder.resolve("apt"), AptFolder.Kind.PROGRAMS, runner, machine);
    List<String> sources = apt.lines();
    if (sources.isEmpty()) {
      throw cannot("this machine has no sources of Debian's for apt");
    }
    Path download = apt.prepare(sources);
    try {
      ProcessRunner.Result lists = apt.run(download, "apt-get", "update");
      ProcessRunner.Result depends = apt.run(download, "apt-cache", "depends", NAME);
      Matcher name = DEPENDENCY.matcher(depends.stdout());
      if (!name.find()) {
        throw cannot("no package " + NAME + " is known here\n" + lists.stderr().strip());
      }
      apt.run(download, "apt-get", "download", name.group(1)).orFail("fetching " + name.group(1));
      unpack(download, folder, runner);
    } finally {
      Archive.deleteTree(download);
    }
  }

  /** {@code NAME_VERSION_ARCHITECTURE.deb} becomes the folder VERSION. */
  private static void unpack(Path download, Path folder, ProcessRunner runner) throws IOException {
    Path archive;
    try (Stream<Path> files = Files.list(download)) {
      archive =
          files
              .filter(f -> f.toString().endsWith(".deb"))
              .findFirst()
              .orElseThrow(() -> cannot("apt-get has downloaded nothing"));
    }
    String version = archive.getFileName().toString().split("_")[1];
    Path fresh = Leftovers.folder(folder, ".new");
    runner
        .run(List.of("dpkg-deb", "-x", archive.toString(), fresh.toString()), UNPACKING)
        .orFail("unpacking Debian's kernel");
    Files.move(fresh, folder.resolve(version), StandardCopyOption.ATOMIC_MOVE);
  }

  private static EnvironmentException cannot(String reason) {
    return new EnvironmentException(
        "no Linux to compare with: Debian's kernel ("
            + NAME
            + ") cannot be had: "
            + reason
            + "; this needs apt with Debian's archive among its sources, and the network once");
  }

  /** The kernel that QEMU boots. */
  public Path image() {
    try (Stream<Path> files = Files.list(tree.resolve("boot"))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("vmlinuz-"))
          .findFirst()
          .orElseThrow(() -> cannot("the package has no kernel"));
    } catch (IOException e) {
      throw cannot(e.getMessage());
    }
  }

  /** As {@code uname -r} prints it. */
  public String release() {
    return image().getFileName().toString().substring("vmlinuz-".length());
  }
}
