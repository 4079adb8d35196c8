package org.flexos.latebind.compile;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.flexos.latebind.LateBinder;
import org.flexos.latebind.Specialisation;
import org.flexos.latebind.passes.CheckDataPass;
import org.flexos.model.Hardening;

/**
 * A library to be compiled one way.
 *
 * @param trusted part of ring 0: compiled plainly, never late-bound
 * @param own folder of the library's own files; any of them may be included by its units
 * @param includes include folders in search order
 * @param wrappers functions of the library that allocate for their callers
 * @param direct functions of the library that run with their callers' rights
 * @param specialisations calls that become other ones before the library is bound late
 * @param roots of everything above, none inside another one's files
 */
public record CompileRequest(
    String library,
    boolean trusted,
    Path own,
    List<CompileUnit> units,
    List<Path> includes,
    List<String> flags,
    List<String> defines,
    SortedSet<Hardening> hardening,
    SortedSet<String> wrappers,
    SortedSet<String> direct,
    List<Specialisation> specialisations,
    List<SourceRoot> roots) {
  public CompileRequest {
    units = units.stream().sorted(Comparator.comparing(CompileUnit::name)).toList();
    includes = includes.stream().map(p -> p.toAbsolutePath().normalize()).toList();
    flags = List.copyOf(flags);
    defines = List.copyOf(defines);
    hardening = Collections.unmodifiableSortedSet(new TreeSet<>(hardening));
    wrappers = Collections.unmodifiableSortedSet(new TreeSet<>(wrappers));
    direct = Collections.unmodifiableSortedSet(new TreeSet<>(direct));
    specialisations = List.copyOf(specialisations);
    roots =
        roots.stream()
            .sorted(Comparator.comparing((SourceRoot r) -> -r.folder().getNameCount()))
            .toList();
  }

  /** A library with no direct functions, none of whose calls becomes another one. */
  public CompileRequest(
      String library,
      boolean trusted,
      Path own,
      List<CompileUnit> units,
      List<Path> includes,
      List<String> flags,
      List<String> defines,
      SortedSet<Hardening> hardening,
      SortedSet<String> wrappers,
      List<SourceRoot> roots) {
    this(
        library,
        trusted,
        own,
        units,
        includes,
        flags,
        defines,
        hardening,
        wrappers,
        new TreeSet<>(),
        List.of(),
        roots);
  }

  /** Part of cache keys: another one, another object of the same bitcode. */
  String binderVersion() {
    return hardening.contains(Hardening.UBSAN)
        ? LateBinder.VERSION + ", checks " + CheckDataPass.VERSION
        : LateBinder.VERSION;
  }

  /**
   * Functions that go without stack protectors where others have them. Part of cache keys: of code
   * that has none, nothing hangs on the list.
   */
  SortedSet<String> unguarded() {
    boolean guarded =
        hardening.contains(Hardening.STACK_PROTECTOR)
            || flags.stream().anyMatch(f -> f.startsWith("-fstack-protector"));
    return guarded ? direct : Collections.emptySortedSet();
  }

  /** The path as facts, debug information and cache keys show it. */
  String show(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return rootOf(absolute).map(r -> r.show(absolute)).orElse(absolute.toString());
  }

  /** A file or folder that never changes, as it is in an unpacked archive, say. */
  public boolean isFixed(Path absolute) {
    return rootOf(absolute).flatMap(SourceRoot::contentHash).isPresent();
  }

  /** The innermost root around a file. */
  Optional<SourceRoot> rootOf(Path absolute) {
    for (SourceRoot root : roots) { // the deepest first
      if (absolute.startsWith(root.folder())) {
        return Optional.of(root);
      }
    }
    return Optional.empty();
  }
}
