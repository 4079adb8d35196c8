package org.flexos.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.flexos.model.Diagnostic;
import org.flexos.model.EnvironmentException;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/** Turns the {@code sources} and {@code excludes} patterns of a descriptor into files. */
public final class SourceSet {
  /** Patterns that begin so are looked up in the unpacked origin. */
  static final String ORIGIN = "origin/";

  private final LibraryDescriptor descriptor;
  private final Optional<Path> origin;
  private final Map<Path, List<Path>> listings = new HashMap<>();

  private SourceSet(LibraryDescriptor descriptor, Optional<Path> origin) {
    this.descriptor = descriptor;
    this.origin = origin;
  }

  /**
   * Sorted by unit name.
   *
   * @throws UserErrorException a pattern that matches nothing, or two files with one unit name
   */
  public static List<SourceFile> resolve(LibraryDescriptor descriptor, Optional<Path> origin) {
    return new SourceSet(descriptor, origin).resolve();
  }

  private List<SourceFile> resolve() {
    SortedMap<Path, String> chosen = new TreeMap<>();
    descriptor.sources().forEach(pattern -> match(pattern, "sources").forEach(chosen::put));
    descriptor
        .excludes()
        .forEach(pattern -> match(pattern, "excludes").keySet().forEach(chosen::remove));
    SortedMap<String, SourceFile> units = new TreeMap<>();
    chosen.forEach(
        (path, name) -> {
          SourceFile other = units.put(name, new SourceFile(name, path));
          if (other != null) {
            throw error(
                "sources: "
                    + other.path()
                    + " and "
                    + path
                    + " would both be unit '"
                    + name
                    + "'; exclude one");
          }
        });
    return List.copyOf(units.values());
  }

  /** Files by path, with their unit names. */
  private Map<Path, String> match(String pattern, String key) {
    boolean fromOrigin = pattern.startsWith(ORIGIN);
    if (fromOrigin && origin.isEmpty()) {
      throw error(key + ": '" + pattern + "' is in the origin, but there is no 'origin'");
    }
    Path root = fromOrigin ? origin.get() : Path.of(descriptor.root());
    String below = fromOrigin ? pattern.substring(ORIGIN.length()) : pattern;
    PathMatcher matcher = matcher(pattern, below, key);
    var result = new HashMap<Path, String>();
    for (Path file : files(root.resolve(fixedPart(below)))) {
      Path relative = file.subpath(root.getNameCount(), file.getNameCount());
      if (matcher.matches(relative)) {
        result.put(file, unitName(relative));
      }
    }
    if (result.isEmpty()) {
      throw error(key + ": '" + pattern + "' matches no file");
    }
    return result;
  }

  private PathMatcher matcher(String pattern, String below, String key) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + below);
    } catch (PatternSyntaxException e) {
      throw error(key + ": '" + pattern + "' is not a pattern: " + e.getDescription());
    }
  }

  /** Folders before the first wildcard: there is no need to look elsewhere. */
  private static String fixedPart(String pattern) {
    int wildcard = pattern.length();
    for (char c : new char[] {'*', '?', '{', '['}) {
      int at = pattern.indexOf(c);
      wildcard = at < 0 ? wildcard : Math.min(wildcard, at);
    }
    int slash = pattern.lastIndexOf('/', wildcard);
    return slash < 0 ? "" : pattern.substring(0, slash);
  }

  private List<Path> files(Path folder) {
    return listings.computeIfAbsent(folder, SourceSet::list);
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException e) {
      throw cannotSearch(folder, e.getCause());
    } catch (IOException e) {
      throw cannotSearch(folder, e);
    }
  }

  private static EnvironmentException cannotSearch(Path folder, IOException e) {
    return new EnvironmentException("cannot search " + folder + ": " + e.getMessage(), e);
  }

  private static String unitName(Path relative) {
    return relative.toString().replaceFirst("\\.[^./]*$", "").replaceAll("[^A-Za-z0-9]", "_");
  }

  private UserErrorException error(String message) {
    String file = Path.of(descriptor.root()).resolve("library.yaml").toString();
    return new UserErrorException(
        List.of(Diagnostic.error(new SourceLocation(file, 0, 0), message)));
  }
}
