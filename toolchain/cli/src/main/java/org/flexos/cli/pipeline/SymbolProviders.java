package org.flexos.cli.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flexos.catalog.SourceCache;
import org.flexos.config.LibraryCatalog;
import org.flexos.model.EnvironmentException;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.PlacedLibrary;

/**
 * Libraries outside of an image whose exported headers declare a symbol. Archives that are not in
 * the source cache are not fetched for it, and then not found.
 */
final class SymbolProviders implements Function<String, List<String>> {
  private static final String ORIGIN = "origin/";

  private final LibraryCatalog catalog;
  private final SourceCache sources;
  private final List<String> inside;

  SymbolProviders(LibraryCatalog catalog, SourceCache sources, ImageSpec image) {
    this.catalog = catalog;
    this.sources = sources;
    inside = image.libraries().stream().map(PlacedLibrary::name).toList();
  }

  @Override
  public List<String> apply(String symbol) {
    String name = Pattern.quote(symbol);
    // A function's declaration, or a variable's.
    var declaration =
        Pattern.compile(
            "^[A-Za-z_][^;{}()#=]*[\\s*]"
                + name
                + "\\s*\\([^;{}]*;|^extern\\s[^;{}()]*\\b"
                + name
                + "\\b",
            Pattern.MULTILINE);
    return catalog.names().stream()
        .filter(library -> !inside.contains(library))
        .flatMap(library -> catalog.find(library).stream())
        .filter(d -> !d.trusted() && d.unavailable().isEmpty())
        .filter(d -> headers(d).stream().anyMatch(h -> declares(h, declaration)))
        .map(LibraryDescriptor::name)
        .toList();
  }

  private List<Path> headers(LibraryDescriptor descriptor) {
    Optional<Path> origin = sources.present(descriptor);
    var found = new ArrayList<Path>();
    for (String folder : descriptor.exportedIncludes()) {
      Path own = Path.of(descriptor.root()).resolve(folder);
      boolean isFetched = (folder + "/").startsWith(ORIGIN);
      Optional<Path> place =
          isFetched
              ? origin.map(o -> o.resolve((folder + "/").substring(ORIGIN.length())))
              : Optional.of(own);
      place.filter(Files::isDirectory).ifPresent(p -> found.addAll(below(p)));
    }
    return found;
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".h")).sorted().toList();
    } catch (IOException e) {
      throw new EnvironmentException("cannot search " + folder + ": " + e.getMessage(), e);
    }
  }

  private static boolean declares(Path header, Pattern declaration) {
    try {
      return declaration.matcher(Files.readString(header, StandardCharsets.ISO_8859_1)).find();
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + header + ": " + e.getMessage(), e);
    }
  }
}
