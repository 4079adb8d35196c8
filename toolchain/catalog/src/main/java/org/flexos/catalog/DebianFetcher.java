package org.flexos.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flexos.exec.ProcessRunner;
import org.flexos.model.EnvironmentException;
import org.flexos.model.LibraryDescriptor.Origin;

/** From the upstream tarball of a Debian source package. */
final class DebianFetcher implements SourceCache.Fetcher {
  private final AptFolder apt;

  DebianFetcher(Path folder, ProcessRunner runner) {
    this(folder, runner, Path.of("/etc"));
  }

  /**
   * @param machine where {@code apt} and {@code os-release} are
   */
  DebianFetcher(Path folder, ProcessRunner runner, Path machine) {
    this.apt = new AptFolder(folder, AptFolder.Kind.SOURCES, runner, machine);
  }

  @Override
  public Optional<String> fetch(Origin origin, Path target) {
    if (origin.debianSource().isEmpty()) {
      return Optional.of("it is not in Debian");
    }
    String name = origin.debianSource().get();
    try {
      List<String> sources = apt.lines();
      if (sources.isEmpty()) {
        return Optional.of("Debian source '" + name + "': this machine has no apt sources");
      }
      Path download = apt.prepare(sources);
      // Lists of some source may fail; what counts is whether the package can be had.
      apt.run(download, "apt-get", "update");
      ProcessRunner.Result result =
          apt.run(download, "apt-get", "source", "--download-only", "--tar-only", name);
      return take(name, download, target, result);
    } catch (IOException | EnvironmentException e) {
      return Optional.of("Debian source '" + name + "': " + e.getMessage());
    }
  }

  private static Optional<String> take(
      String name, Path download, Path target, ProcessRunner.Result result) throws IOException {
    try (Stream<Path> files = Files.list(download)) {
      Optional<Path> archive =
          files.filter(f -> f.getFileName().toString().matches(".*\\.tar\\.\\w+")).findFirst();
      if (archive.isEmpty()) {
        String said = result.stderr().strip();
        return Optional.of(
            "Debian source '" + name + "': " + (said.isEmpty() ? "nothing came" : said));
      }
      Files.move(archive.get(), target, StandardCopyOption.REPLACE_EXISTING);
      return Optional.empty();
    } finally {
      Archive.deleteTree(download);
    }
  }
}
