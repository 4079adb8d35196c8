package org.flexos.cli.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flexos.catalog.GeneratedFiles;
import org.flexos.catalog.SourceCache;
import org.flexos.catalog.SourceSet;
import org.flexos.latebind.Specialisation;
import org.flexos.latebind.compile.CompileUnit;
import org.flexos.model.LibraryDescriptor;

/**
 * A library's files, ready to be compiled; no image and no profile changes them.
 *
 * @param origin where the fetched archive is unpacked
 */
record LibrarySources(
    Optional<Path> origin,
    Optional<GeneratedFiles.Folder> generated,
    List<CompileUnit> units,
    List<Specialisation> specialisations) {

  /**
   * Fetches what is not in the source cache, and generates what the descriptor says.
   *
   * @param cache the product's cache folder
   */
  static LibrarySources of(LibraryDescriptor descriptor, SourceCache sources, Path cache) {
    Optional<Path> origin = sources.fetch(descriptor);
    var files = new GeneratedFiles(descriptor, origin);
    return new LibrarySources(
        origin,
        files.write(cache),
        SourceSet.resolve(descriptor, origin).stream()
            .map(f -> new CompileUnit(f.unitName(), f.path()))
            .toList(),
        descriptor.specialise().stream()
            .map(t -> new Specialisation(Set.copyOf(t.functions()), files.table(t), t.otherwise()))
            .toList());
  }
}
