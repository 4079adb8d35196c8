package org.flexos.latebind.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.flexos.exec.Leftovers;
import org.flexos.latebind.LlvmPrograms;
import org.flexos.model.LibraryFacts;
import org.flexos.model.UserErrorException;

/**
 * Whole libraries in the cache: a folder each, with the objects and the facts, named by everything
 * that decides what these are. A folder appears complete or not at all; one that was damaged later
 * is not taken, and replaced. Safe for use by several threads.
 */
final class LibraryStore {
  /** No library's name begins so. */
  private static final String UNFINISHED = ".";

  private final Path root;
  private final FileHashes hashes;
  private final Map<Path, LibraryFacts> known = new ConcurrentHashMap<>();

  /**
   * @param root need not exist
   */
  LibraryStore(Path root, FileHashes hashes) {
    this.root = root;
    this.hashes = hashes;
  }

  /** Folders of builds that were killed. */
  static void removeLeftovers(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (var left = Files.newDirectoryStream(root, UNFINISHED + "*")) {
      left.forEach(Leftovers::remove);
    }
  }

  /**
   * Where a library is, if it is there.
   *
   * @throws UserErrorException a source file is missing
   */
  Path folder(CompileRequest request) {
    var key =
        new ContentKey()
            .add(request.binderVersion())
            .add(LibraryCompiler.VERSION)
            .add(LlvmPrograms.VERSION)
            .add(request.library())
            .add(Boolean.toString(request.trusted()))
            .add(CompileFlags.portable(request))
            .add(request.wrappers())
            .add(request.unguarded())
            .add(request.specialisations().stream().map(Record::toString).toList())
            .add(tree(request, request.own()));
    for (CompileUnit unit : request.units()) {
      key.add(unit.name()).add(request.show(unit.source())).add(content(request, unit.source()));
    }
    request.includes().forEach(i -> key.add(request.show(i)).add(tree(request, i)));
    return root.resolve(request.library()).resolve(key.hex());
  }

  /** Empty when it is not there as a whole. */
  Optional<CompiledLibrary> find(Path folder) {
    LibraryFacts seen = known.get(folder);
    // Somebody may have cleaned the cache since.
    if (seen != null && Files.isDirectory(folder)) {
      return Optional.of(new CompiledLibrary(seen, folder));
    }
    Optional<LibraryFacts> read = FactsIo.read(folder);
    if (read.isEmpty() || !hasObjects(folder, read.get())) {
      return Optional.empty();
    }
    known.put(folder, read.get());
    return Optional.of(new CompiledLibrary(read.get(), folder));
  }

  private static boolean hasObjects(Path folder, LibraryFacts facts) {
    String[] names = folder.toFile().list();
    return names != null
        && Set.of(names)
            .containsAll(
                facts.units().stream()
                    .map(LibraryFacts.UnitFact::object)
                    .collect(Collectors.toSet()));
  }

  CompiledLibrary install(Path folder, CompileRequest request, List<BindStep.Result> units) {
    LibraryFacts facts =
        FactsMerger.merge(request.library(), folder.getFileName().toString(), units);
    try {
      Path fresh = Leftovers.folder(Files.createDirectories(root), UNFINISHED + "new");
      for (BindStep.Result unit : units) {
        link(unit.object(), fresh.resolve(unit.unit().name() + ".o"));
      }
      FactsIo.write(facts, fresh);
      removeDamaged(folder);
      ObjectStore.installFolder(fresh, folder);
      known.put(folder, facts);
      return new CompiledLibrary(facts, folder);
    } catch (IOException e) {
      throw ObjectStore.cannotWrite(folder, e);
    }
  }

  /** What another build has made meanwhile stays: it is the same. */
  private void removeDamaged(Path folder) throws IOException {
    if (Files.exists(folder) && find(folder).isEmpty()) {
      Path away = Leftovers.folder(root, UNFINISHED + "old");
      Files.move(folder, away.resolve("damaged"));
      Leftovers.remove(away);
    }
  }

  private static void link(Path object, Path name) throws IOException {
    try {
      Files.createLink(name, object);
    } catch (UnsupportedOperationException | IOException e) {
      // This file system has no hard links, or no more of this file.
      Files.copy(object, name);
    }
  }

  private String tree(CompileRequest request, Path folder) {
    return request
        .rootOf(folder)
        .flatMap(SourceRoot::contentHash)
        .orElseGet(() -> hashes.tree(folder));
  }

  private String content(CompileRequest request, Path file) {
    return request
        .rootOf(file.toAbsolutePath().normalize())
        .flatMap(SourceRoot::contentHash)
        .or(() -> hashes.file(file))
        .orElseThrow(() -> new UserErrorException(request.show(file) + ": no such source file"));
  }
}
