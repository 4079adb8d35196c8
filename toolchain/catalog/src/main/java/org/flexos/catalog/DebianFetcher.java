package org.flexos.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flexos.exec.Leftovers;
import org.flexos.exec.ProcessRunner;
import org.flexos.model.EnvironmentException;
import org.flexos.model.LibraryDescriptor.Origin;

/**
 * From the upstream tarball of a Debian source package. apt works with a configuration and lists of
 * its own below the cache folder, made from the machine's own sources: no root, nothing of the
 * machine changed.
 */
final class DebianFetcher implements SourceCache.Fetcher {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Pattern CODENAME =
      Pattern.compile("^VERSION_CODENAME=\"?([a-z]+)\"?$", Pattern.MULTILINE);

  private final Path folder;
  private final ProcessRunner runner;
  private final Path machine;

  DebianFetcher(Path folder, ProcessRunner runner) {
    this(folder, runner, Path.of("/etc"));
  }

  /**
   * @param machine where {@code apt} and {@code os-release} are
   */
  DebianFetcher(Path folder, ProcessRunner runner, Path machine) {
    this.folder = folder;
    this.runner = runner;
    this.machine = machine;
  }

  @Override
  public Optional<String> fetch(Origin origin, Path target) {
    if (origin.debianSource().isEmpty()) {
      return Optional.of("it is not in Debian");
    }
    String name = origin.debianSource().get();
    try {
      List<String> sources = sourceLines();
      if (sources.isEmpty()) {
        return Optional.of("Debian source '" + name + "': this machine has no apt sources");
      }
      Path download = prepare(sources);
      // Lists of some source may fail; what counts is whether the package can be had.
      runner.run(apt("update"), LIMIT, download);
      ProcessRunner.Result result =
          runner.run(apt("source", "--download-only", "--tar-only", name), LIMIT, download);
      return take(name, download, target, result);
    } catch (IOException | EnvironmentException e) {
      return Optional.of("Debian source '" + name + "': " + e.getMessage());
    }
  }

  private Path prepare(List<String> sources) throws IOException {
    for (String part : List.of("lists/partial", "cache/archives/partial")) {
      Files.createDirectories(folder.resolve(part));
    }
    Files.write(folder.resolve("sources.list"), sources);
    return Leftovers.folder(folder, "download");
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

  private List<String> apt(String... words) {
    var command =
        new ArrayList<>(
            List.of(
                "apt-get",
                "-q",
                "-o",
                "Dir::Etc::SourceList=" + folder.resolve("sources.list"),
                "-o",
                "Dir::Etc::SourceParts=-",
                "-o",
                "Dir::State::Lists=" + folder.resolve("lists"),
                "-o",
                "Dir::Cache=" + folder.resolve("cache"),
                // The folder is the user's: apt's own user could not write to it.
                "-o",
                "APT::Sandbox::User=root"));
    command.addAll(List.of(words));
    return command;
  }

  /** {@code deb-src} lines for the machine's own release, from either format of its sources. */
  List<String> sourceLines() throws IOException {
    Path release = machine.resolve("os-release");
    if (!Files.isReadable(release)) {
      return List.of();
    }
    var matcher = CODENAME.matcher(Files.readString(release));
    if (!matcher.find()) {
      return List.of();
    }
    String codename = matcher.group(1);
    var lines = new ArrayList<String>();
    for (Path file : sourceFiles()) {
      String text = Files.readString(file);
      lines.addAll(
          file.toString().endsWith(".sources")
              ? fromStanzas(text, codename)
              : fromLines(text, codename));
    }
    return lines.stream().distinct().toList();
  }

  private List<Path> sourceFiles() throws IOException {
    var files = new ArrayList<Path>();
    Path single = machine.resolve("apt/sources.list");
    if (Files.isReadable(single)) {
      files.add(single);
    }
    Path parts = machine.resolve("apt/sources.list.d");
    if (Files.isDirectory(parts)) {
      try (Stream<Path> all = Files.list(parts)) {
        all.filter(f -> f.toString().matches(".*\\.(list|sources)")).sorted().forEach(files::add);
      }
    }
    return files;
  }

  /** {@code deb [options] URI suite component...}; see sources.list(5). */
  private static List<String> fromLines(String text, String codename) {
    Pattern line = Pattern.compile("^deb\\s+(\\[[^]]*]\\s+)?(\\S+)\\s+(\\S+)\\s+(.*)$");
    return text.lines()
        .map(line::matcher)
        .filter(m -> m.matches() && ofRelease(m.group(3), codename))
        .map(
            m ->
                "deb-src "
                    + (m.group(1) == null ? "" : m.group(1))
                    + m.group(2)
                    + " "
                    + m.group(3)
                    + " "
                    + m.group(4))
        .toList();
  }

  /** The stanza form, as lines. */
  private static List<String> fromStanzas(String text, String codename) {
    var lines = new ArrayList<String>();
    for (String stanza : text.split("\\n\\s*\\n")) {
      String key = field(stanza, "Signed-By");
      String options = key.startsWith("/") ? "[signed-by=" + key + "] " : "";
      for (String uri : field(stanza, "URIs").split("\\s+")) {
        for (String suite : field(stanza, "Suites").split("\\s+")) {
          if (!uri.isEmpty() && ofRelease(suite, codename)) {
            lines.add("deb-src " + options + uri + " " + suite + " " + field(stanza, "Components"));
          }
        }
      }
    }
    return lines;
  }

  private static String field(String stanza, String name) {
    var matcher =
        Pattern.compile("^" + name + ":\\s*(.*?)\\s*$", Pattern.MULTILINE).matcher(stanza);
    return matcher.find() ? matcher.group(1) : "";
  }

  /**
   * {@code bookworm}, {@code bookworm-security} and {@code bookworm/…}; nobody else's repository.
   */
  private static boolean ofRelease(String suite, String codename) {
    return suite.equals(codename) || suite.startsWith(codename + "-");
  }
}
