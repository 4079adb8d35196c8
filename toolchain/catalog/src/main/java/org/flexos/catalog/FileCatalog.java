package org.flexos.catalog;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flexos.config.DescriptorReader;
import org.flexos.config.LibraryCatalog;
import org.flexos.model.Diagnostic;
import org.flexos.model.EnvironmentException;
import org.flexos.model.LateSymbols;
import org.flexos.model.LibraryDescriptor;
import org.flexos.model.SourceFolders;
import org.flexos.model.SourceLocation;
import org.flexos.model.UserErrorException;

/**
 * The libraries of the repository ({@code os}, {@code apps}) and those of one application, found by
 * their {@code library.yaml}. Test libraries are seen by the application whose folder they are in,
 * nobody else. An application's library stands for one of {@code apps} of the same name.
 */
public final class FileCatalog implements LibraryCatalog {
  private static final String DESCRIPTOR = "library.yaml";

  private final SortedMap<String, LibraryDescriptor> libraries = new TreeMap<>();

  /**
   * @param home the repository
   * @param application searched too, with everything below it
   * @throws UserErrorException a malformed descriptor, or two for one name
   */
  public FileCatalog(Path home, Optional<Path> application) {
    var own = new TreeSet<Path>();
    application.ifPresent(folder -> collect(folder.toAbsolutePath().normalize(), own));
    var system = new TreeSet<Path>();
    collect(home.resolve("os"), system);
    var examples = new TreeSet<Path>();
    collect(home.resolve("apps"), examples);
    var where = new TreeMap<String, Path>();
    for (Path file : system) {
      add(DescriptorReader.read(file), file, where);
    }
    own.removeAll(system);
    for (Path file : own) {
      add(DescriptorReader.read(file), file, where);
    }
    examples.removeAll(own);
    for (Path file : examples) {
      LibraryDescriptor descriptor = DescriptorReader.read(file);
      // A copy of an example, built where it was copied to, stands for it.
      Path known = where.get(LateSymbols.mangle(descriptor.name()));
      if (known == null || !own.contains(known)) {
        add(descriptor, file, where);
      }
    }
  }

  /** Two names that differ in '-' and '_' alone would be one in symbols and sections. */
  private void add(LibraryDescriptor descriptor, Path file, Map<String, Path> where) {
    Path former = where.put(LateSymbols.mangle(descriptor.name()), file);
    if (former != null) {
      boolean same = libraries.containsKey(descriptor.name());
      throw new UserErrorException(
          java.util.List.of(
              Diagnostic.error(
                  new SourceLocation(file.toString(), 1, 1),
                  "library '"
                      + descriptor.name()
                      + (same
                          ? "' is described by " + former + " too; rename one"
                          : "' has the name of another but for '-' and '_', which symbols do not"
                              + " tell apart: see "
                              + former
                              + "; rename one"))));
    }
    libraries.put(descriptor.name(), descriptor);
  }

  private static void collect(Path root, SortedSet<Path> files) {
    if (!Files.isDirectory(root)) {
      return;
    }
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              String name = folder.getFileName().toString();
              return SourceFolders.passesOver(name) && !folder.equals(root)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.getFileName().toString().equals(DESCRIPTOR)) {
                files.add(file.toAbsolutePath().normalize());
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot search " + root + " for libraries: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<LibraryDescriptor> find(String name) {
    return Optional.ofNullable(libraries.get(name));
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(libraries.keySet()));
  }

  /** Every library by name. */
  public Map<String, LibraryDescriptor> all() {
    return Collections.unmodifiableSortedMap(libraries);
  }
}
