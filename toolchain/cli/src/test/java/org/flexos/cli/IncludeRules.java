package org.flexos.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who includes whom in the guest's sources. A header is public when it lies in a folder that its
 * library exports, or, outside of libraries, in one named include; what none of these has and
 * stands in angle brackets is a header of fetched sources, and not looked at.
 */
final class IncludeRules {
  private static final Pattern INCLUDE =
      Pattern.compile("^\\s*#\\s*include\\s+([<\"])([^>\"]+)[>\"]", Pattern.MULTILINE);
  private static final Pattern EXPORTS =
      Pattern.compile("^exports-includes:\\s*\\[([^]]*)]", Pattern.MULTILINE);

  private final Path root;
  private final List<Path> files;
  private final Set<Path> publicFolders = new TreeSet<>();
  private final List<String> findings = new ArrayList<>();
  private final Map<Path, Set<Path>> graph = new TreeMap<>();

  private IncludeRules(Path root) throws IOException {
    this.root = root;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** What is wrong below a folder; empty: nothing. */
  static List<String> check(Path root) throws IOException {
    var rules = new IncludeRules(root);
    rules.files.forEach(rules::exports);
    rules.files.stream().filter(f -> f.toString().matches(".*\\.[chS]")).forEach(rules::includes);
    rules.graph.keySet().forEach(f -> rules.circles(f, new LinkedHashSet<>()));
    return rules.findings.stream().distinct().toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void exports(Path file) {
    if (file.endsWith("library.yaml")) {
      Matcher exports = EXPORTS.matcher(text(file));
      if (exports.find()) {
        for (String folder : exports.group(1).split(",")) {
          publicFolders.add(file.resolveSibling(folder.strip()).normalize());
        }
      }
    } else if (owner(file).isEmpty()) {
      for (Path f = file.getParent(); f.startsWith(root); f = f.getParent()) {
        if (f.endsWith("include")) {
          publicFolders.add(f);
        }
      }
    }
  }

  /** The folder of the library that a file is of. */
  private Optional<Path> owner(Path file) {
    for (Path f = file.getParent(); f.startsWith(root); f = f.getParent()) {
      if (Files.exists(f.resolve("library.yaml"))) {
        return Optional.of(f);
      }
    }
    return Optional.empty();
  }

  private void includes(Path file) {
    Matcher include = INCLUDE.matcher(text(file));
    while (include.find()) {
      String name = include.group(2);
      Optional<Path> found = resolve(file, name);
      found.ifPresent(f -> graph.computeIfAbsent(file, k -> new TreeSet<>()).add(f));
      Optional<Path> foreign =
          found.isEmpty() && include.group(1).equals("\"")
              ? elsewhere(file, name)
              : found.filter(f -> !mayUse(file, f));
      foreign.ifPresent(
          f ->
              findings.add(
                  root.relativize(file)
                      + " includes "
                      + root.relativize(f)
                      + ", which is private to another library"));
    }
  }

  /** As the compiler finds it: beside the file, in its library, in what others export. */
  private Optional<Path> resolve(Path file, String name) {
    Path end = Path.of(name);
    return Stream.of(
            Stream.of(file.resolveSibling(name).normalize()),
            files.stream().filter(f -> f.endsWith(end) && owner(f).equals(owner(file))),
            publicFolders.stream().map(f -> f.resolve(name).normalize()))
        .flatMap(s -> s)
        .filter(files::contains)
        .findFirst();
  }

  private boolean mayUse(Path file, Path header) {
    return owner(header).equals(owner(file)) || publicFolders.stream().anyMatch(header::startsWith);
  }

  private Optional<Path> elsewhere(Path file, String name) {
    Path end = Path.of(name).normalize();
    return files.stream().filter(f -> f.endsWith(end) && !mayUse(file, f)).findFirst();
  }

  private void circles(Path file, LinkedHashSet<Path> way) {
    if (way.contains(file)) {
      List<String> circle =
          way.stream()
              .dropWhile(f -> !f.equals(file))
              .map(f -> root.relativize(f).toString())
              .sorted()
              .toList();
      findings.add("circular includes: " + String.join(", ", circle));
      return;
    }
    way.add(file);
    graph.getOrDefault(file, Set.of()).forEach(f -> circles(f, way));
    way.remove(file);
  }
}
