package org.flexos.cli.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.flexos.catalog.GeneratedFiles;
import org.flexos.latebind.compile.CompileRequest;
import org.flexos.latebind.compile.SourceRoot;
import org.flexos.model.ImageSpec;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.LibraryDescriptor.Origin;
import org.flexos.model.PlacedLibrary;

/** What to compile, and with which include folders, from the libraries of an image. */
final class LibraryRequests {
  private static final String ORIGIN = "origin/";
  private static final String GENERATED = "generated/";

  private final Path home;
  private final Map<String, PlacedLibrary> libraries = new LinkedHashMap<>();
  private final Map<String, LibrarySources> sources = new LinkedHashMap<>();

  LibraryRequests(Path home, ImageSpec image, BuildMemory memory) {
    this.home = home;
    for (PlacedLibrary library : image.libraries()) {
      libraries.put(library.name(), library);
      sources.put(library.name(), memory.sources(library.descriptor()));
    }
  }

  /** In the image's order. */
  List<CompileRequest> all() {
    return libraries.values().stream().map(this::request).toList();
  }

  private CompileRequest request(PlacedLibrary library) {
    LibraryDescriptor descriptor = library.descriptor();
    return new CompileRequest(
        library.name(),
        descriptor.trusted(),
        Path.of(descriptor.root()),
        sources.get(library.name()).units(),
        includes(descriptor),
        descriptor.flags(),
        library.defines(),
        library.hardening(),
        descriptor.wrappers(),
        new TreeSet<>(descriptor.direct()),
        sources.get(library.name()).specialisations(),
        roots(descriptor));
  }

  /** Its own first, then those of all it needs, near before far, then the shared types. */
  private List<Path> includes(LibraryDescriptor descriptor) {
    var folders = new LinkedHashSet<Path>();
    descriptor.includes().forEach(i -> folders.add(resolve(descriptor, i)));
    for (String name : withNeeds(descriptor)) {
      LibraryDescriptor needed = libraries.get(name).descriptor();
      needed.exportedIncludes().forEach(i -> folders.add(resolve(needed, i)));
    }
    folders.add(home.resolve("os/include"));
    return new ArrayList<>(folders);
  }

  private Set<String> withNeeds(LibraryDescriptor descriptor) {
    var names = new LinkedHashSet<String>();
    var queue = new ArrayList<>(List.of(descriptor.name()));
    for (int i = 0; i < queue.size(); i++) {
      String name = provider(queue.get(i));
      if (libraries.containsKey(name) && names.add(name)) {
        queue.addAll(libraries.get(name).descriptor().needs());
      }
    }
    return names;
  }

  /** The library that provides a name, or the name itself. */
  private String provider(String name) {
    return libraries.values().stream()
        .filter(l -> l.descriptor().provides().contains(name))
        .map(PlacedLibrary::name)
        .findFirst()
        .orElse(name);
  }

  private Path resolve(LibraryDescriptor descriptor, String folder) {
    if ((folder + "/").startsWith(ORIGIN)) {
      return sources
          .get(descriptor.name())
          .origin()
          .orElseThrow()
          .resolve((folder + "/").substring(ORIGIN.length()))
          .normalize();
    }
    if ((folder + "/").startsWith(GENERATED)) {
      Optional<GeneratedFiles.Folder> made = sources.get(descriptor.name()).generated();
      if (made.isPresent()) {
        return made.get().path().resolve((folder + "/").substring(GENERATED.length())).normalize();
      }
    }
    return Path.of(descriptor.root()).resolve(folder).normalize();
  }

  private List<SourceRoot> roots(LibraryDescriptor descriptor) {
    var roots = new ArrayList<SourceRoot>();
    roots.add(new SourceRoot(home, "", Optional.empty()));
    Path own = Path.of(descriptor.root());
    if (!own.startsWith(home)) {
      roots.add(new SourceRoot(own, descriptor.name(), Optional.empty()));
    }
    for (String name : withNeeds(descriptor)) {
      LibrarySources found = sources.get(name);
      Optional<Origin> origin = libraries.get(name).descriptor().origin();
      found
          .origin()
          .map(root -> new SourceRoot(root, shown(origin.get()), origin.map(Origin::sha256)))
          .ifPresent(roots::add);
      found
          .generated()
          .map(made -> new SourceRoot(made.path(), GENERATED + name, Optional.of(made.hash())))
          .ifPresent(roots::add);
    }
    return roots;
  }

  /** {@code newlib-3.3.0.tar.gz} without its endings. */
  private static String shown(Origin origin) {
    return origin.fileName().replaceFirst("(\\.orig)?\\.(tar\\.\\w+|tgz|zip)$", "");
  }
}
