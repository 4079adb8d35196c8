package org.flexos.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flexos.exec.Leftovers;
import org.flexos.exec.ProcessRunner;

/**
 * apt with a configuration and lists of its own below a folder of the user's, made from the
 * machine's own sources: no root, nothing of the machine changed.
 */
final class AptFolder {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Pattern CODENAME =
      Pattern.compile("^VERSION_CODENAME=\"?([a-z]+)\"?$", Pattern.MULTILINE);

  /** What is taken from the archive. */
  enum Kind {
    SOURCES("deb-src"),
    PROGRAMS("deb");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  private final Path folder;
  private final Kind kind;
  private final ProcessRunner runner;
  private final Path machine;

  /**
   * @param machine where {@code apt} and {@code os-release} are
   */
  AptFolder(Path folder, Kind kind, ProcessRunner runner, Path machine) {
    this.folder = folder;
    this.kind = kind;
    this.runner = runner;
    this.machine = machine;
  }

  /** Writes the configuration; returns a new folder for what will be downloaded. */
  Path prepare(List<String> sources) throws IOException {
    for (String part : List.of("lists/partial", "cache/archives/partial")) {
      Files.createDirectories(folder.resolve(part));
    }
    Files.write(folder.resolve("sources.list"), sources);
    return Leftovers.folder(folder, "download");
  }

  /**
   * Runs one of apt's programs, in {@code download}.
   *
   * @param program {@code apt-get} or {@code apt-cache}
   */
  ProcessRunner.Result run(Path download, String program, String... words) {
    var command =
        new ArrayList<>(
            List.of(
                program,
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
    return runner.run(command, LIMIT, download);
  }

  /** Lines for the machine's own release, from either format of its sources. */
  List<String> lines() throws IOException {
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
  private List<String> fromLines(String text, String codename) {
    Pattern line = Pattern.compile("^deb\\s+(\\[[^]]*]\\s+)?(\\S+)\\s+(\\S+)\\s+(.*)$");
    return text.lines()
        .map(line::matcher)
        .filter(m -> m.matches() && ofRelease(m.group(3), codename))
        .map(
            m ->
                kind.word
                    + " "
                    + (m.group(1) == null ? "" : m.group(1))
                    + m.group(2)
                    + " "
                    + m.group(3)
                    + " "
                    + m.group(4))
        .toList();
  }

  /** The stanza form, as lines. */
  private List<String> fromStanzas(String text, String codename) {
    var lines = new ArrayList<String>();
    for (String stanza : text.split("\\n\\s*\\n")) {
      String key = field(stanza, "Signed-By");
      String options = key.startsWith("/") ? "[signed-by=" + key + "] " : "";
      for (String uri : field(stanza, "URIs").split("\\s+")) {
        for (String suite : field(stanza, "Suites").split("\\s+")) {
          if (!uri.isEmpty() && ofRelease(suite, codename)) {
            lines.add(
                kind.word + " " + options + uri + " " + suite + " " + field(stanza, "Components"));
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
